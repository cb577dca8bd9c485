package dev.lamina.compiler.ir;

import java.util.List;

/**
 * The start or end of a loop: an affine expression; the maximum or minimum of several, where a window or a chunk is clipped; a multiple,
 * where a loop begins that computes the tail of another; or the start or end of the range of an axis that one thread computes.
 */
public record Bound(Kind kind, List<Affine> choices) {
    /** How the choices combine. */
    public enum Kind {
        EXACT,
        MAX,
        MIN,
        /** The third choice and the largest multiple of the second, a constant, with which the sum is at most the first. */
        MULTIPLE,
        /**
         * The start of one thread's range of an axis. The choices are the extent of the axis, the size of blocks that stay whole, and start and
         * end of the section of the axis that is divided into such blocks.
         */
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

    /** The start of one thread's range of an axis; of the section that is divided into blocks of {@code size}. */
    public static Bound partFrom(int extent, int size, int start, int end) {
        return part(Kind.PART_FROM, extent, size, start, end);
    }

    /** The end of one thread's range of an axis; of the section that is divided into blocks of {@code size}. */
    public static Bound partTo(int extent, int size, int start, int end) {
        return part(Kind.PART_TO, extent, size, start, end);
    }

    private static Bound part(Kind kind, int extent, int size, int start, int end) {
        return new Bound(kind, List.of(Affine.of(extent), Affine.of(size), Affine.of(start), Affine.of(end)));
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

    /** The largest multiple of {@code step} that is at most {@code end}, which is not negative. */
    public static Bound multiple(Affine end, int step) {
        return multiple(Affine.ZERO, end, step);
    }

    /** Where whole steps from {@code start} on end that stay below {@code end}. */
    public static Bound multiple(Affine start, Affine end, int step) {
        return new Bound(Kind.MULTIPLE, List.of(end, Affine.of(step), start));
    }
}
