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

    /** The smallest halo in which the readers of both find their zeros. Its spacings are common multiples of theirs. */
    public Halo and(Halo other) {
        int rows = multiple(rowSpacing, other.rowSpacing);
        int columns = multiple(columnSpacing, other.columnSpacing);
        Halo one = spread(rows, columns);
        Halo two = other.spread(rows, columns);
        return new Halo(
                Math.max(one.top, two.top),
                Math.max(one.left, two.left),
                Math.max(one.bottom, two.bottom),
                Math.max(one.right, two.right),
                rows,
                columns);
    }

    /** The same zeros, as seen by a reader whose coordinates are {@code rows} and {@code columns} apart for neighbours. */
    private Halo spread(int rows, int columns) {
        int down = rows / rowSpacing;
        int across = columns / columnSpacing;
        return new Halo(
                Math.multiplyExact(top, down),
                Math.multiplyExact(left, across),
                Math.multiplyExact(bottom, down),
                Math.multiplyExact(right, across),
                rows,
                columns);
    }

    /** In words, for reports. */
    public String inWords() {
        String around = top + " above, " + left + " left, " + bottom + " below, " + right + " right";
        return rowSpacing == 1 && columnSpacing == 1
                ? around
                : around + ", elements " + rowSpacing + " x " + columnSpacing + " apart";
    }

    private static int multiple(int one, int other) {
        int multiple = one;
        while (multiple % other != 0) {
            multiple = Math.addExact(multiple, one);
        }
        return multiple;
    }
}
