package dev.lamina.compiler.schedule;

import java.util.List;

/**
 * The sizes of register tiles that a target uses. A tile has a row for each point along other axes, and a column for each vector (or
 * float) along the lane axis.
 *
 * @param vectors whether a column is a vector; else it is a float
 */
record TileSizes(boolean vectors) {
    /**
     * The most accumulators of a tile. Together with two vectors of one operand and one of the other they should fit in the 16 vector registers
     * of AVX2: 12 would, but then C2 often spills registers and the tile runs at half the speed. With 8 to 10 it runs at 95 % of the peak.
     */
    private static final int ACCUMULATORS = 10;

    /** The latency of a multiply-add in cycles: an accumulator can be added to once in that time. */
    private static final double LATENCY = 4;

    static final TileSizes VECTOR = new TileSizes(true);
    static final TileSizes SCALAR = new TileSizes(false);

    /** The most rows of a tile of so many columns. */
    int mostRows(int columns) {
        return Math.max(1, ACCUMULATORS / columns);
    }

    /** The numbers of rows along the batch, largest first: the tail has {@link TailStrategy#SMALLER_TILES}. */
    List<Integer> batchRows() {
        return List.of(4, 1);
    }

    /** The numbers of columns for tiles of so many rows, largest first: the tail has {@link TailStrategy#SMALLER_TILES}. */
    List<Integer> columns(int rows) {
        if (rows == 1) {
            return List.of(vectors ? 4 : 8, 1);
        }
        return List.of(2, 1);
    }

    /** The estimated cycles of one step of the reduction: two multiply-adds or two loads a cycle, and at least their latency. */
    double cycles(int rows, int columns) {
        double work = Math.max(rows * columns, rows + columns) / 2.0;
        return Math.max(LATENCY, work);
    }
}
