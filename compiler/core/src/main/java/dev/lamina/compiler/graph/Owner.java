package dev.lamina.compiler.graph;

/**
 * What part of a model a node belongs to: a layer, the input, the loss.
 *
 * @param label its name
 * @param source the line of the model file with its shapes, for the reader of the generated class; may be empty
 */
public record Owner(String label, String source) {}
