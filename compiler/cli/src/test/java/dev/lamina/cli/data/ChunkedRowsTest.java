package dev.lamina.cli.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lamina.compiler.NetworkInput;
import org.junit.jupiter.api.Test;

/** Rows in chunks. */
class ChunkedRowsTest {

    /** So wide that a chunk has few rows. */
    private static final int WIDTH = 400_000;

    @Test
    void findRowsInAllOfTheirChunks() {
        SampleBuffer rows = new SampleBuffer(SampleSpec.labelled("Wide", "x", WIDTH, 10, 1), RowMemory.unlimited());
        for (int row = 0; row < 10; row++) {
            rows.open("file");
            rows.input(0, row);
            rows.input(WIDTH - 1, -row);
            rows.label(0, row);
            rows.close();
        }
        Samples samples = rows.samples("file");
        float[] inputs = new float[2 * WIDTH];
        samples.select(new int[] {9, 0, 5}, 0, 3).gatherInputs(new int[] {0, 2}, 0, 2, NetworkInput.of(inputs));
        assertArrayEquals(
                new float[] {9, -9, 5, -5},
                new float[] {inputs[0], inputs[WIDTH - 1], inputs[WIDTH], inputs[2 * WIDTH - 1]});
        assertEquals(7, samples.label(7, 0));
    }

    @Test
    void aBlockIsAsLargeAsItsPiecesCanBe() {
        assertEquals(1 << 25, RowMemory.ofBlocks(Integer.MAX_VALUE).pieceRows());
        assertEquals(64, RowMemory.ofBlocks(Integer.MAX_VALUE).piecesOfABlock());
        assertEquals(16, RowMemory.ofBlocks(1000).rowsOfAChunk(WIDTH));
        DataException large =
                assertThrows(DataException.class, () -> ChunkedRows.ofFloats(784, RowMemory.ofBlocks(1_000_000_000)));
        assertEquals(
                "--block 1000000000: a block of rows of 784 numbers has at most 43,826,176 rows", large.getMessage());
    }

    @Test
    void growWithoutCopyingWhatIsThere() {
        ChunkedRows rows = ChunkedRows.ofFloats(WIDTH, RowMemory.unlimited());
        rows.grow(0);
        NetworkInput first = rows.chunk(0);
        for (int row = 1; row < 10; row++) {
            rows.grow(row);
        }
        assertSame(first, rows.chunk(0));
    }

    @Test
    void takeTheNextSampleForOneThatIsNotKept() {
        SampleBuffer rows = new SampleBuffer(SampleSpec.numbers("Small", "x", 1, 1), RowMemory.unlimited());
        for (int row = 0; row < 4; row++) {
            rows.open("file");
            rows.input(0, row);
            rows.target(0, 10 * row);
            if (row % 2 == 1) {
                rows.close();
            }
        }
        Samples samples = rows.samples("file");
        float[] targets = new float[2];
        samples.gatherTargets(new int[] {0, 1}, 0, 2, targets);
        assertEquals(2, samples.count());
        assertArrayEquals(new float[] {10, 30}, targets);
    }
}
