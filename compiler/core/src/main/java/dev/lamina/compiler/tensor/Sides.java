package dev.lamina.compiler.tensor;

/** Four whole numbers, at the top, bottom, left and right side of an image. */
public record Sides(int top, int bottom, int left, int right) {
    public static final Sides NONE = all(0);

    public static Sides all(int each) {
        return new Sides(each, each, each, each);
    }

    /** The same height at top and bottom, the same width at left and right. */
    public static Sides of(Pair pair) {
        return new Sides(pair.height(), pair.height(), pair.width(), pair.width());
    }

    /** Each side at most {@code most}. */
    public Sides atMost(Pair most) {
        return new Sides(
                Math.min(top, most.height()),
                Math.min(bottom, most.height()),
                Math.min(left, most.width()),
                Math.min(right, most.width()));
    }

    /** As a model file writes it. */
    @Override
    public String toString() {
        return top == bottom && left == right
                ? new Pair(top, left).toString()
                : "(" + top + ", " + bottom + ", " + left + ", " + right + ")";
    }
}
