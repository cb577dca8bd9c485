package dev.lamina.compiler.ir;

import java.util.List;

/** A whole number that is known only when a kernel runs: the index of a loop, the batch, or the number of lanes of a vector. */
public record Symbol(String name) {
    /** The number of samples of a call. */
    public static final Symbol BATCH = new Symbol("batch");

    /** The first of the samples that one thread computes. */
    public static final Symbol FROM = new Symbol("from");

    /** The sample behind the last one that one thread computes. */
    public static final Symbol TO = new Symbol("to");

    /** The number of time steps of a call's sequences, at most the number in the model. */
    public static final Symbol STEPS = new Symbol("steps");

    /** The total number of time steps of all samples of a call, without padding. */
    public static final Symbol ALL_STEPS = new Symbol("allSteps");

    /** The number of the call's first sample in the batch of a training step, of which the call may be one shard. */
    public static final Symbol FIRST_SAMPLE = new Symbol("firstSample");

    /** The number of samples of the batch of a training step, of all its shards. */
    public static final Symbol WHOLE_BATCH = new Symbol("wholeBatch");

    /** As {@link #ALL_STEPS}, of all shards of a training step. */
    public static final Symbol WHOLE_STEPS = new Symbol("wholeSteps");

    /** The number of floats of a vector of the preferred size, which is constant after the generated class is loaded. */
    public static final Symbol LANES = new Symbol("LANES");

    /** The sizes that count time steps. */
    public static final List<Symbol> TIME_SIZES = List.of(STEPS, ALL_STEPS, WHOLE_STEPS);

    /** The sizes that differ from call to call. A kernel takes those that it uses, in this order. */
    public static final List<Symbol> CALL_SIZES =
            List.of(BATCH, FROM, TO, STEPS, ALL_STEPS, FIRST_SAMPLE, WHOLE_BATCH, WHOLE_STEPS);

    @Override
    public String toString() {
        return name;
    }
}
