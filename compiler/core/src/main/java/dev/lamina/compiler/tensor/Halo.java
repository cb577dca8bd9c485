package dev.lamina.compiler.tensor;

/**
 * Room around and inside an image in memory that holds zeros, so that a convolution reads it without asking where the edge is.
 *
 * @param top rows above, {@code left} columns before, and so on
 * @param rowSpacing the distance between rows, {@code spacing - 1} rows of zeros lying between two; 1 for none
 */
public record Halo(int top, int left, int bottom, int right, int rowSpacing, int columnSpacing) {
    public static final Halo NONE = new Halo(0, 0, 0, 0, 1, 1);

    /** What serves both; the spacings must agree unless one has none. */
    public Halo and(Halo other) {
        return new Halo(
                Math.max(top, other.top),
                Math.max(left, other.left),
                Math.max(bottom, other.bottom),
                Math.max(right, other.right),
                spacing(rowSpacing, other.rowSpacing),
                spacing(columnSpacing, other.columnSpacing));
    }

    /** As a report says it. */
    public String inWords() {
        String around = top + " above, " + left + " left, " + bottom + " below, " + right + " right";
        return rowSpacing == 1 && columnSpacing == 1
                ? around
                : around + ", elements " + rowSpacing + " x " + columnSpacing + " apart";
    }

    private static int spacing(int one, int other) {
        if (one != 1 && other != 1 && one != other) {
            throw new IllegalArgumentException("a value is wanted with spacing " + one + " and with spacing " + other);
        }
        return Math.max(one, other);
    }
}
