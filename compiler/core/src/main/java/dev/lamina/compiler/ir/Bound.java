package dev.lamina.compiler.ir;

import java.util.List;

/** Where a loop starts or ends: one affine number, or the largest or smallest of several (a window clipped at an edge). */
public record Bound(Kind kind, List<Affine> choices) {
    /** How the choices combine. */
    public enum Kind {
        EXACT,
        LARGEST,
        SMALLEST
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

    public static Bound largest(Affine first, Affine second) {
        return new Bound(Kind.LARGEST, List.of(first, second));
    }

    public static Bound smallest(Affine first, Affine second) {
        return new Bound(Kind.SMALLEST, List.of(first, second));
    }
}
