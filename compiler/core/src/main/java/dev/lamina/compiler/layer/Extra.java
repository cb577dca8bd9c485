package dev.lamina.compiler.layer;

/** A further result of an operation: something it keeps for the gradient, or works in. */
public record Extra(String name, TensorType type, Layout layout) {
    /** One that lies as values usually do. */
    static Extra of(String name, TensorType type) {
        return new Extra(name, type, Layout.lanesLast(type, Border.NONE, true));
    }
}
