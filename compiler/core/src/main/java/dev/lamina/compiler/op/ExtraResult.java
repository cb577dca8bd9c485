package dev.lamina.compiler.op;

import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;

/** A further result of an operation: something it keeps for the gradient, or works in. */
public record ExtraResult(String name, TensorType type, Layout layout) {
    /** One that lies as values usually do. */
    public static ExtraResult of(String name, TensorType type) {
        return new ExtraResult(name, type, Layout.lanesLast(type, Halo.NONE, true));
    }
}
