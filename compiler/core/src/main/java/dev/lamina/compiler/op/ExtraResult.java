package dev.lamina.compiler.op;

import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;

/** A further result of an operation: a value that its gradient needs, or memory that it works in. */
public record ExtraResult(String name, TensorType type, Layout layout) {
    /** A further result with the default layout, padded and without a halo. */
    public static ExtraResult of(String name, TensorType type) {
        return new ExtraResult(name, type, Layout.lanesLast(type, Halo.NONE, true));
    }
}
