package dev.lamina.compiler.ir;

import java.util.List;

/** A whole number known only when a kernel runs: a loop's index, the batch, or the number of lanes of a vector. */
public record Symbol(String name) {
    /** How many samples a call works on. */
    public static final Symbol BATCH = new Symbol("batch");

    /** How many steps the sequences of a call have, at most as many as a model says. */
    public static final Symbol STEPS = new Symbol("steps");

    /** How many steps the samples of a call have together. */
    public static final Symbol ALL_STEPS = new Symbol("allSteps");

    /** How many floats the processor's preferred vector holds: a constant once the class is loaded. */
    public static final Symbol LANES = new Symbol("LANES");

    /** What a call of a kernel is given, in this order, of what the kernel uses. */
    public static final List<Symbol> CALL_SIZES = List.of(BATCH, STEPS, ALL_STEPS);

    @Override
    public String toString() {
        return name;
    }
}
