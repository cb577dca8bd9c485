package dev.lamina.compiler.loop;

import java.util.List;

/**
 * How large the register tiles of a target are, and when long rows take their place.
 *
 * @param vectors whether a column of a tile is a vector, or one float
 * @param rowsBelow long rows are used where they take less than this part of the time of tiles
 */
record TileRules(boolean vectors, double rowsBelow) {
    /**
     * Sums of one tile. With two vectors of one operand and one of the other they should fit the 16 vector registers of AVX2: 12 sums
     * would, but then the just-in-time compiler often spills and runs at half the speed. 8 to 10 run at 95 % of the peak.
     */
    private static final int SUMS = 10;

    /** A sum can be added to once in so many cycles: a product's latency. */
    private static final double LATENCY = 4;

    static final TileRules VECTOR = new TileRules(true, 0);
    static final TileRules SCALAR = new TileRules(false, 0.85);
    static final TileRules SCALAR_ROWS = new TileRules(false, Double.POSITIVE_INFINITY);

    /** The most rows of a tile of so many columns. */
    int mostRows(int columns) {
        return Math.max(1, SUMS / columns);
    }

    /** The sizes of tiles along the batch, largest first. */
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
