package dev.lamina.compiler.tensor;

/**
 * Zeros around an image in memory and between its pixels, so that a convolution needs no special case at the edges. A sequence has rows of
 * a halo for the initial state.
 *
 * @param top how many rows of zeros are above the image; {@code left}, {@code bottom} and {@code right} likewise
 * @param rowSpacing the distance between two rows of the image: {@code rowSpacing - 1} rows of zeros are between them; {@code
 *     columnSpacing} likewise
 */
public record Halo(int top, int left, int bottom, int right, int rowSpacing, int columnSpacing) {
    public static final Halo NONE = new Halo(0, 0, 0, 0, 1, 1);

    /** The smallest halo that contains both. Their spacings must be equal, unless one is 1. */
    public Halo and(Halo other) {
        return new Halo(
                Math.max(top, other.top),
                Math.max(left, other.left),
                Math.max(bottom, other.bottom),
                Math.max(right, other.right),
                spacing(rowSpacing, other.rowSpacing),
                spacing(columnSpacing, other.columnSpacing));
    }

    /** In words, for reports. */
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
