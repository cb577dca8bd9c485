package dev.lamina.compiler;

/** What a model's loss compares its output with. */
public enum LossKind {
    /** Class numbers. */
    LABELS,
    /** Numbers of the output's shape. */
    TARGET,
    /** There is no loss. */
    NONE
}
