package dev.lamina.compiler.schedule;

import java.util.List;

/**
 * How large the register tiles of a target are.
 *
 * @param vectors whether a column of a tile is a vector, or one float
 */
record TileSizes(boolean vectors) {
    /**
     * Sums of one tile. With two vectors of one operand and one of the other they should fit the 16 vector registers of AVX2: 12 sums
     * would, but then the just-in-time compiler often spills and runs at half the speed. 8 to 10 run at 95 % of the peak.
     */
    private static final int SUMS = 10;

    /** A sum can be added to once in so many cycles: a product's latency. */
    private static final double LATENCY = 4;

    static final TileSizes VECTOR = new TileSizes(true);
    static final TileSizes SCALAR = new TileSizes(false);

    /** The most rows of a tile of so many columns. */
    int mostRows(int columns) {
        return Math.max(1, SUMS / columns);
    }

    /** The sizes of tiles along the batch, largest first: its end are {@link TailStrategy#SMALLER_TILES}. */
    List<Integer> batchRows() {
        return List.of(4, 1);
    }

    /** Along the lane axis, the numbers of columns of a tile with so many rows, largest first, down to 1. */
    List<Integer> columns(int rows) {
        if (rows == 1) {
            return List.of(vectors ? 4 : 8, 1);
        }
        return List.of(2, 1);
    }

    /** About how many cycles one step of the sum takes: two products or two loads a cycle, and no sum before its last product is done. */
    double cycles(int rows, int columns) {
        double work = Math.max(rows * columns, rows + columns) / 2.0;
        return Math.max(LATENCY, work);
    }
}
