package dev.lamina.cli.data;

import dev.lamina.compiler.NetworkInput;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of equal width, stored in chunks: they grow without being copied, and may hold more numbers than one array can.
 */
final class ChunkedRows {

    /** 4 MB: few objects for the garbage collector, and little unused memory behind the last row. */
    private static final int NUMBERS_OF_A_CHUNK = 1 << 20;

    private final int width;
    private final int stride;
    private final int rowsOfAChunk;
    private final NetworkInput kind;
    private final List<NetworkInput> chunks = new ArrayList<>();

    private ChunkedRows(int width, int stride, int rowsOfAChunk, NetworkInput kind) {
        this.width = width;
        this.stride = stride;
        this.rowsOfAChunk = rowsOfAChunk;
        this.kind = kind;
    }

    /** An empty list of rows of floats. */
    static ChunkedRows ofFloats(int width) {
        return new ChunkedRows(
                width, width, NUMBERS_OF_A_CHUNK / Math.max(1, width) + 1, NetworkInput.of(new float[0]));
    }

    /** An empty list of rows of whole numbers. */
    static ChunkedRows ofInts(int width) {
        return new ChunkedRows(width, width, NUMBERS_OF_A_CHUNK / Math.max(1, width) + 1, NetworkInput.of(new int[0]));
    }

    /** The rows of an array, which is kept, not copied. */
    static ChunkedRows of(int width, NetworkInput all) {
        return overlapping(width, width, all);
    }

    /** Rows that begin {@code stride} numbers after each other, so that they share numbers; the array is kept, not copied. */
    static ChunkedRows overlapping(int width, int stride, NetworkInput all) {
        ChunkedRows rows = new ChunkedRows(width, stride, Integer.MAX_VALUE, all);
        rows.chunks.add(all);
        return rows;
    }

    int width() {
        return width;
    }

    /** How many rows after each other share numbers: 1 if none do. */
    int overlap() {
        return width / stride;
    }

    /** Whether they hold whole numbers. */
    boolean whole() {
        return kind.holdsTokens();
    }

    /** Makes room for row number {@code count}. */
    void grow(int count) {
        if (count / rowsOfAChunk == chunks.size()) {
            chunks.add(kind.zeros(rowsOfAChunk * width));
        }
    }

    /** The chunk in which a row lies; not a copy. */
    NetworkInput chunk(int row) {
        return chunks.get(row / rowsOfAChunk);
    }

    /** The offset of a row in its chunk. */
    int start(int row) {
        return row % rowsOfAChunk * stride;
    }

    /** An array of the same kind. */
    NetworkInput zeros(int length) {
        return kind.zeros(length);
    }

    /** The same numbers as floats. */
    ChunkedRows asFloats() {
        ChunkedRows floats = new ChunkedRows(width, stride, rowsOfAChunk, NetworkInput.of(new float[0]));
        for (NetworkInput chunk : chunks) {
            int[] whole = chunk.tokens();
            float[] values = new float[whole.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = whole[i];
            }
            floats.chunks.add(NetworkInput.of(values));
        }
        return floats;
    }

    /** Copies a row. */
    void copy(int row, NetworkInput to, int at) {
        chunk(row).copy(start(row), to, at, width);
    }
}
