package dev.lamina.compiler.ir;

import java.util.List;

/**
 * The start or end of a loop: an affine expression; or the maximum or minimum of several, where a window or a chunk is clipped; or the start
 * or end of the range of an axis that one thread computes.
 */
public record Bound(Kind kind, List<Affine> choices) {
    /** How the choices combine. */
    public enum Kind {
        EXACT,
        MAX,
        MIN,
        /** The start of one thread's range of an axis. The choices are the extent of the axis, and the size of blocks that stay whole. */
        PART_FROM,
        /** The end of that range. */
        PART_TO
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

    /** The start of one thread's range of an axis that is split between blocks of {@code size}. */
    public static Bound partFrom(Affine extent, int size) {
        return new Bound(Kind.PART_FROM, List.of(extent, Affine.of(size)));
    }

    /** The end of one thread's range of an axis that is split between blocks of {@code size}. */
    public static Bound partTo(Affine extent, int size) {
        return new Bound(Kind.PART_TO, List.of(extent, Affine.of(size)));
    }

    /** Whether it depends on the thread. */
    public boolean isOfPart() {
        return kind == Kind.PART_FROM || kind == Kind.PART_TO;
    }

    public static Bound max(Affine first, Affine second) {
        return new Bound(Kind.MAX, List.of(first, second));
    }

    public static Bound min(Affine first, Affine second) {
        return new Bound(Kind.MIN, List.of(first, second));
    }
}
