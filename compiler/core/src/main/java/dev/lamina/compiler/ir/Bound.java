package dev.lamina.compiler.ir;

import java.util.List;

/**
 * The start or end of a loop: an affine expression; the maximum or minimum of several, where a window or a chunk is clipped; or a multiple,
 * where a loop begins that computes the tail of another.
 */
public record Bound(Kind kind, List<Affine> choices) {
    /** How the choices combine. */
    public enum Kind {
        EXACT,
        MAX,
        MIN,
        /** The largest multiple of the second choice, a constant, that is at most the first. */
        MULTIPLE
    }

    public Bound {
        choices = List.copyOf(choices);
    }

    public static Bound of(Affine exact) {
        return new Bound(Kind.EXACT, List.of(exact));
    }

    public static Bound of(int exact) {
        return of(Affine.of(exact));
    }

    public static Bound max(Affine first, Affine second) {
        return new Bound(Kind.MAX, List.of(first, second));
    }

    public static Bound min(Affine first, Affine second) {
        return new Bound(Kind.MIN, List.of(first, second));
    }

    /** The largest multiple of {@code step} that is at most {@code end}, which is not negative. */
    public static Bound multiple(Affine end, int step) {
        return new Bound(Kind.MULTIPLE, List.of(end, Affine.of(step)));
    }
}
