package dev.lamina.compiler.graph;

/** When a node runs; in this order. */
public enum Phase {
    FORWARD,
    BACKWARD,
    UPDATE,
    /** On request: hands out the output of the last forward direction. */
    OUTPUT,
    /** On request: hands out the gradient of the input. */
    INPUT_GRADIENT
}
