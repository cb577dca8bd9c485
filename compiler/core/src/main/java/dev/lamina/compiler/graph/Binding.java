package dev.lamina.compiler.graph;

/** Where a value lives if not in the workspace. */
public record Binding(Kind kind, String name) {
    /** The arrays there are. */
    public enum Kind {
        /** The array a caller hands in. */
        INPUT,
        /** A copy of the tokens that a caller has handed in: a training step reads them again in its backward direction. */
        TOKENS,
        /** Class numbers a caller hands in. */
        LABELS,
        /** What a caller compares with. */
        TARGET,
        /** A gradient a caller hands in. */
        OUTPUT_GRADIENT,
        /** The array a caller takes results from. */
        RESULT,
        /** A parameter, by name. */
        PARAMETER,
        /** The gradient of a parameter, by the parameter's name. */
        GRADIENT,
        ALL_PARAMETERS,
        ALL_GRADIENTS,
        FIRST_MOMENT,
        SECOND_MOMENT,
        /** A part of the state before the first step, by name. */
        INITIAL_STATE,
        /** A part of the state after the last step. */
        FINAL_STATE,
        /** The gradient of a part of the state before the first step. */
        INITIAL_STATE_GRADIENT,
        /** The gradient of a part of the state after the last step. */
        FINAL_STATE_GRADIENT,
        /** In the workspace, and kept to the end. */
        KEPT
    }

    public static Binding of(Kind kind) {
        return new Binding(kind, "");
    }
}
