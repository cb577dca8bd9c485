package dev.lamina.cli.data;

import dev.lamina.cli.console.Text;
import java.util.Optional;

/**
 * How much memory the rows of samples may take. Rows that have no room are kept in a temporary file, which changes no number. Rows that are
 * shuffled in blocks are all in such a file, and two blocks of them at most in memory.
 */
public final class RowMemory {

    /** The property that sets how many bytes of rows are kept in memory. */
    static final String MOST_BYTES = "lamina.mostRowBytes";

    /** So many pieces, from different places of the data, make a block: one place often has similar samples. */
    private static final int PIECES = 64;

    /** 4 MB: few objects for the garbage collector, and little unused memory behind the last row. */
    private static final int NUMBERS_OF_A_CHUNK = 1 << 20;

    /** A piece is read and written as one array of bytes, 4 for each number. */
    private static final int MOST_NUMBERS_OF_A_PIECE = (Integer.MAX_VALUE - 8) / Integer.BYTES;

    private final int block;
    private long left;
    private long inFile;

    private RowMemory(int block, long most) {
        this.block = block;
        left = most;
    }

    /** Half of what Java may use. */
    public static RowMemory automatic() {
        return ofBytes(Long.getLong(MOST_BYTES, Runtime.getRuntime().maxMemory() / 2));
    }

    /** So many bytes. */
    static RowMemory ofBytes(long most) {
        return new RowMemory(0, most);
    }

    /** Two blocks of so many rows; 0 is {@link #automatic}. */
    public static RowMemory ofBlocks(int rows) {
        return rows == 0 ? automatic() : new RowMemory(rows, 0);
    }

    /** As much as there is. */
    static RowMemory unlimited() {
        return ofBytes(Long.MAX_VALUE);
    }

    /** Whether rows are shuffled in blocks. */
    boolean inBlocks() {
        return block > 0;
    }

    /** How many consecutive rows are read from a file at a time: a piece of a block, or as many as make a chunk. */
    int rowsOfAChunk(int width) {
        if (!inBlocks()) {
            return NUMBERS_OF_A_CHUNK / Math.max(1, width) + 1;
        }
        int most = MOST_NUMBERS_OF_A_PIECE / Math.max(1, width);
        if (pieceRows() > most) {
            throw new DataException(
                    "--block " + block,
                    "a block of rows of " + Text.grouped(width) + " numbers has at most "
                            + Text.grouped((long) most * PIECES) + " rows");
        }
        return pieceRows();
    }

    /** The consecutive rows of a piece. */
    int pieceRows() {
        return (int) ((block - 1L + PIECES) / PIECES);
    }

    /** The pieces of a block. */
    int piecesOfABlock() {
        return (int) ((block - 1L + pieceRows()) / pieceRows());
    }

    /** How many chunks of a file may be in memory: a step may take samples of two blocks. */
    int keptChunks() {
        return inBlocks() ? 2 * piecesOfABlock() : 0;
    }

    /** Whether so many bytes have room. */
    synchronized boolean hasRoomFor(long bytes) {
        return bytes <= left;
    }

    /** Takes memory for a chunk; false if there is no more. */
    synchronized boolean grants(long bytes) {
        if (bytes > left) {
            return false;
        }
        left -= bytes;
        return true;
    }

    /** Counts bytes that are kept in a file. */
    synchronized void keptInFile(long bytes) {
        inFile += bytes;
    }

    /** What the user is told about the rows of one file that had no room; empty if they all had, or if that was asked for. */
    synchronized Optional<String> noteOfFile() {
        long bytes = inFile;
        inFile = 0; // the next file has a note of its own
        return inBlocks() || bytes == 0
                ? Optional.empty()
                : Optional.of(
                        Text.bytes(bytes) + " of its numbers are kept in a temporary file, because all of them would"
                                + " need more than half of the memory that Java may use; with --block 100000 training reads it in"
                                + " order, and is faster");
    }
}
