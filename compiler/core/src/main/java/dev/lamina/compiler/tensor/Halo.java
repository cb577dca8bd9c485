package dev.lamina.compiler.tensor;

import java.math.BigInteger;

/**
 * Zeros around an image in memory and between its pixels, so that a convolution needs no special case at the edges. The rows of a sequence
 * are its steps; recurrent layers keep the initial state in a row of the halo.
 *
 * @param top how many rows of zeros are above the image; {@code left}, {@code bottom} and {@code right} likewise
 * @param rowSpacing the distance between two rows of the image: {@code rowSpacing - 1} rows of zeros are between them; {@code
 *     columnSpacing} likewise
 */
public record Halo(int top, int left, int bottom, int right, int rowSpacing, int columnSpacing) {
    public static final Halo NONE = new Halo(0, 0, 0, 0, 1, 1);

    /** A halo that serves readers of both. Its spacing is a multiple of both spacings. */
    public Halo and(Halo other) {
        int rows = common(rowSpacing, other.rowSpacing);
        int columns = common(columnSpacing, other.columnSpacing);
        Halo mine = spaced(rows, columns);
        Halo others = other.spaced(rows, columns);
        return new Halo(
                Math.max(mine.top, others.top),
                Math.max(mine.left, others.left),
                Math.max(mine.bottom, others.bottom),
                Math.max(mine.right, others.right),
                rows,
                columns);
    }

    /** The same halo where elements are further apart: a reader's zeros are then further apart too. */
    private Halo spaced(int rows, int columns) {
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

    /** The least common multiple. */
    private static int common(int one, int other) {
        int divisor = BigInteger.valueOf(one).gcd(BigInteger.valueOf(other)).intValue();
        return Math.multiplyExact(one / divisor, other);
    }
}
