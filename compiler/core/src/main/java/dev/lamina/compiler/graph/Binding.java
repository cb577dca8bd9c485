package dev.lamina.compiler.graph;

/**
 * The storage of a value that the memory plan does not decide alone: an array outside the workspace, or a place kept to the end.
 *
 * @param name what the array holds: the parameter or state, such as {@code conv1.weight}, the input, or the output that a result, a label, a
 *     target, a weight or a gradient belongs to, or the group of parameters; empty for the other kinds
 */
public record Binding(Kind kind, String name) {
    /** The kinds of storage. */
    public enum Kind {
        /** The input array of the caller. */
        INPUT,
        /** A copy of the caller's tokens. The backward pass of a training step reads it again. */
        TOKENS,
        /** A copy of the caller's class labels. */
        LABELS,
        /** A copy of the caller's target values. */
        TARGET,
        /** The weights of the classes or labels of a loss. */
        LOSS_WEIGHTS,
        /** The weight of all labels of the batch of which a call may be a shard; 0 if the call is the whole batch. */
        WHOLE_WEIGHT,
        /** A copy of the caller's weights of the samples, for the loss of an output. */
        SAMPLE_WEIGHTS,
        /** The sinusoids of positions, which are constants; the name is {@code STEPS_FEATURES}. */
        SINUSOIDS,
        /** The array of the caller with the gradient of the output. */
        OUTPUT_GRADIENT,
        /** The array of the caller that receives a result. */
        RESULT,
        /** A parameter that is no statistic, by name. */
        PARAMETER,
        /** A statistic, by name. The forward direction of training overwrites it. */
        STATISTIC,
        /** The gradient of a parameter, by the parameter's name. */
        GRADIENT,
        /** The trained parameters of a group with one rate, by the name of the group. */
        ALL_PARAMETERS,
        /** The gradients of a group of trained parameters. */
        ALL_GRADIENTS,
        /** The first array of the optimizer, with a number for each parameter of a group. */
        FIRST_MOMENT,
        /** The second array of the optimizer, with a number for each parameter of a group. */
        SECOND_MOMENT,
        /** A part of the state before the first step, by name. */
        INITIAL_STATE,
        /** A part of the state after the last step. */
        FINAL_STATE,
        /** The gradient of a part of the state before the first step. */
        INITIAL_STATE_GRADIENT,
        /** The gradient of a part of the state after the last step. */
        FINAL_STATE_GRADIENT,
        /** A place in the workspace that no later value takes, such as that of the loss. */
        KEPT
    }

    public static Binding of(Kind kind) {
        return new Binding(kind, "");
    }
}
