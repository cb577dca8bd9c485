package dev.lamina.compiler.loop;

/** A whole number known only when a kernel runs: a loop's index, the batch, or the number of lanes of a vector. */
public record Symbol(String name) {
    /** How many samples a call works on. */
    public static final Symbol BATCH = new Symbol("batch");

    /** How many floats the processor's preferred vector holds: a constant once the class is loaded. */
    public static final Symbol LANES = new Symbol("LANES");

    @Override
    public String toString() {
        return name;
    }
}
