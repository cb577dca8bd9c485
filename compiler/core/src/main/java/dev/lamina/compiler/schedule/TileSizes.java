package dev.lamina.compiler.schedule;

import java.util.List;

/**
 * The sizes of the register tiles of a target. A tile has a column for each vector (or float) along the lane axis, and a row for each of
 * its points along the row axes.
 *
 * @param vectors whether a column is a vector; else it is a float
 * @param accumulators the most accumulators of a tile
 * @param overhead the estimated cycles of one step of the reduction that a larger tile does not prolong
 */
record TileSizes(boolean vectors, int accumulators, double overhead) {
    /**
     * For any processor. AVX2 has 16 vector registers, and the operands need three of them. With 12 accumulators C2 often spills registers,
     * and the tile runs at half the speed. With 8 to 10 it runs at 95 % of the peak, if one multiply-add begins in each cycle.
     */
    private static final int ACCUMULATORS = 10;

    /**
     * For processors with vectors of 16 lanes, which have 32 registers. If two multiply-adds begin in each cycle, eight sums leave no cycle
     * for anything else, and a step in which only half of the tile's sums take part waits for their latency.
     */
    private static final int WIDE_ACCUMULATORS = 16;

    /** The latency of a multiply-add in cycles. Each accumulator takes one addition in that time. */
    private static final double LATENCY = 4;

    static final TileSizes VECTOR = new TileSizes(true, ACCUMULATORS, 0);
    static final TileSizes SCALAR = new TileSizes(false, ACCUMULATORS, 0);

    /** For vectors of 16 lanes only. */
    static final TileSizes WIDE = new TileSizes(true, WIDE_ACCUMULATORS, 0.5);

    /** The most rows of a tile with this many columns. */
    int mostRows(int columns) {
        return Math.max(1, accumulators / columns);
    }

    /**
     * The numbers of tile rows along the batch, largest first. The smaller ones are for the tail ({@link TailStrategy#SMALLER_TILES}).
     *
     * @param narrow whether one column is enough for the lanes. Then only more rows give enough sums for the latency of multiply-adds
     */
    List<Integer> batchRows(boolean narrow) {
        return List.of(narrow ? 8 : 4, 1);
    }

    /** The numbers of columns of tiles with this many rows, largest first. The smaller ones are for the tail, as above. */
    List<Integer> columns(int rows) {
        if (rows == 1) {
            return List.of(vectors ? 4 : 8, 1);
        }
        return List.of(2, 1);
    }

    /** The numbers of columns of tiles with one row, best first: the first one that covers the axis without a tail is used alone. */
    List<Integer> columnsOfOneRow() {
        return vectors ? List.of(4, 3, 2, 5, 7) : List.of(8, 7, 6, 5, 4);
    }

    /** The estimated cycles of one step of the reduction. A cycle has two multiply-adds or two loads; a step takes at least the latency. */
    double cycles(int rows, int columns) {
        double work = Math.max(rows * columns, rows + columns) / 2.0;
        return Math.max(LATENCY, work) + overhead;
    }
}
