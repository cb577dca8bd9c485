package dev.lamina.compiler.layer;

import dev.lamina.compiler.loop.Affine;
import dev.lamina.compiler.loop.Buffer;
import dev.lamina.compiler.loop.Expression;
import dev.lamina.compiler.loop.Symbol;
import java.util.List;

/** A value as a kernel sees it: which of its buffers holds it, and where in there the elements lie. */
public record Placed(Buffer buffer, TensorType type, Layout layout) {
    /** How many steps the samples before one have: {@link Lowering#samples} binds it where it is used. */
    public static final Symbol FIRST_STEP = new Symbol("firstStep");

    /** Index of the element of sample {@code n} at {@code at}; the sample does not count if there is one tensor for all. */
    public Affine index(Affine n, List<Affine> at) {
        return sample(n).plus(layout.index(at));
    }

    /** The element there. */
    public Expression load(Affine n, List<Affine> at) {
        return Expression.load(buffer, index(n, at));
    }

    /** As {@link #load}, the coordinates counting the zeros between neighbours of a spaced layout. */
    public Expression loadSpaced(Affine n, List<Affine> at) {
        return Expression.load(buffer, sample(n).plus(layout.spacedIndex(at)));
    }

    private Affine sample(Affine n) {
        if (!type.batched()) {
            return Affine.ZERO;
        }
        return layout.perStep() > 0 ? Affine.of(FIRST_STEP, layout.perStep()) : n.times(layout.length());
    }

    /** All floats of this, for every sample. */
    public Affine room() {
        return type.batched() ? Affine.of(Symbol.BATCH, layout.length()) : Affine.of(layout.length());
    }
}
