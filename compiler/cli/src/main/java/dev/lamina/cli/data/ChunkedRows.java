package dev.lamina.cli.data;

import dev.lamina.compiler.NetworkInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Rows of equal width, stored in chunks: they grow without being copied, and may hold more numbers than one array can. Chunks that have no
 * room in memory are in a file.
 */
final class ChunkedRows {

    private final int width;
    private final int stride;
    private final int rowsOfAChunk;
    private final NetworkInput kind;
    private final RowMemory memory;
    private final List<NetworkInput> chunks = new ArrayList<>();

    /** The chunks behind those in memory. */
    private Optional<ChunkFile> file = Optional.empty();

    private ChunkedRows(int width, int stride, int rowsOfAChunk, NetworkInput kind, RowMemory memory) {
        this.width = width;
        this.stride = stride;
        this.rowsOfAChunk = rowsOfAChunk;
        this.kind = kind;
        this.memory = memory;
    }

    /** An empty list of rows of floats. */
    static ChunkedRows ofFloats(int width, RowMemory memory) {
        return empty(width, NetworkInput.of(new float[0]), memory);
    }

    /** An empty list of rows of whole numbers. */
    static ChunkedRows ofInts(int width, RowMemory memory) {
        return empty(width, NetworkInput.of(new int[0]), memory);
    }

    private static ChunkedRows empty(int width, NetworkInput kind, RowMemory memory) {
        return new ChunkedRows(width, width, memory.rowsOfAChunk(width), kind, memory);
    }

    /** The rows of an array, which is kept, not copied. */
    static ChunkedRows of(int width, NetworkInput all) {
        return overlapping(width, width, all);
    }

    /** Rows that begin {@code stride} numbers after each other, so that they share numbers; the array is kept, not copied. */
    static ChunkedRows overlapping(int width, int stride, NetworkInput all) {
        ChunkedRows rows = new ChunkedRows(width, stride, Integer.MAX_VALUE, all, RowMemory.unlimited());
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

    RowMemory memory() {
        return memory;
    }

    /** The chunks that have no room in memory. */
    Optional<ChunkFile> file() {
        return file;
    }

    /** Makes room for row number {@code count}. */
    void grow(int count) {
        if (count / rowsOfAChunk < chunks.size() + file.map(ChunkFile::count).orElse(0)) {
            return;
        }
        int numbers = Math.multiplyExact(rowsOfAChunk, width);
        if (file.isEmpty() && memory.grants((long) numbers * Integer.BYTES)) {
            chunks.add(kind.zeros(numbers));
            return;
        }
        if (file.isEmpty()) {
            file = Optional.of(new ChunkFile(kind, numbers, memory.keptChunks()));
        }
        memory.keptInFile((long) numbers * Integer.BYTES);
        file.get().begin();
    }

    /** The chunk in which the last row lies, to be written to; not a copy. */
    NetworkInput chunk(int row) {
        int number = row / rowsOfAChunk;
        return number < chunks.size() ? chunks.get(number) : file.orElseThrow().chunk(number - chunks.size());
    }

    /** The offset of a row in its chunk. */
    int start(int row) {
        return row % rowsOfAChunk * stride;
    }

    /** Where the numbers of a row are, which nobody may change. */
    RowPlace place(int row) {
        int number = row / rowsOfAChunk;
        return number < chunks.size()
                ? new RowPlace(chunks.get(number), start(row))
                : file.orElseThrow().row(number - chunks.size(), start(row), width);
    }

    /** An array of the same kind. */
    NetworkInput zeros(int length) {
        return kind.zeros(length);
    }

    /** Changes the numbers of all chunks in place. */
    void change(Consumer<NetworkInput> change) {
        chunks.forEach(change);
        file.ifPresent(rest -> {
            for (int number = 0; number < rest.count(); number++) {
                NetworkInput chunk = rest.chunk(number);
                change.accept(chunk);
                rest.replace(number, chunk);
            }
        });
    }

    /** The same numbers as floats. */
    ChunkedRows asFloats() {
        ChunkedRows floats = new ChunkedRows(width, stride, rowsOfAChunk, NetworkInput.of(new float[0]), memory);
        chunks.forEach(chunk -> floats.chunks.add(asFloats(chunk.tokens())));
        file.ifPresent(whole -> {
            ChunkFile same = new ChunkFile(floats.kind, rowsOfAChunk * width, memory.keptChunks());
            floats.file = Optional.of(same);
            for (int number = 0; number < whole.count(); number++) {
                same.begin();
                asFloats(whole.chunk(number).tokens()).copy(0, same.chunk(number), 0, rowsOfAChunk * width);
            }
        });
        return floats;
    }

    private static NetworkInput asFloats(int[] whole) {
        float[] values = new float[whole.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = whole[i];
        }
        return NetworkInput.of(values);
    }

    /** Copies a row. */
    void copy(int row, NetworkInput to, int at) {
        RowPlace place = place(row);
        place.numbers().copy(place.start(), to, at, width);
    }
}
