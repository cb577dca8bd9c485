package dev.lamina.compiler.graph;

/** The part of a training step that a node belongs to. Nodes have the order of the phases. */
public enum Phase {
    FORWARD,
    BACKWARD,
    UPDATE,
    /** Copies the output of the last forward pass to the caller, if the caller asks for it. */
    OUTPUT,
    /** Copies the gradient of the input to the caller, if the caller asks for it. */
    INPUT_GRADIENT
}
