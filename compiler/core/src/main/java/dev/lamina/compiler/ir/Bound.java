package dev.lamina.compiler.ir;

import java.util.List;

/** The start or end of a loop: an affine expression, or the maximum or minimum of several, where a window or a chunk is clipped. */
public record Bound(Kind kind, List<Affine> choices) {
    /** How the choices combine. */
    public enum Kind {
        EXACT,
        MAX,
        MIN
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
}
