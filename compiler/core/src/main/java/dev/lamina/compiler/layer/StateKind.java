package dev.lamina.compiler.layer;

/**
 * A state that a layer carries from step to step, and from call to call if asked to: [parts, size] for each sample.
 *
 * @param name {@code h}, or {@code c} for an LSTM's cells
 * @param parts one for each layer and direction, in PyTorch's order
 */
public record StateKind(String name, int parts, int size) {}
