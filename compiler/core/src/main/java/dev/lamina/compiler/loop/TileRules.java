package dev.lamina.compiler.loop;

import java.util.List;

/**
 * How large the register tiles of a target are.
 *
 * @param vectors whether a column of a tile is a vector, or one float
 */
record TileRules(boolean vectors) {
    /** Sums of one tile: 12 vectors, two of the other operand and one of this one fit the 16 vector registers of AVX2. */
    private static final int SUMS = 12;

    static final TileRules VECTOR = new TileRules(true);
    static final TileRules SCALAR = new TileRules(false);

    /** The most rows of a tile of so many columns. */
    int mostRows(int columns) {
        return vectors ? columns == 1 ? 8 : SUMS / columns : 4;
    }

    /** The sizes of tiles along the batch, largest first. */
    List<Integer> batchRows() {
        return vectors ? List.of(6, 4, 1) : List.of(4, 1);
    }

    /** Along the lane axis, the numbers of columns of a tile with so many rows, largest first, down to 1. */
    List<Integer> columns(int rows) {
        if (rows == 1) {
            return List.of(4, 1);
        }
        return vectors ? List.of(2, 1) : List.of(4, 1);
    }
}
