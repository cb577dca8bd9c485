package dev.lamina.cli.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.NetworkInput;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The order of samples that are shuffled in blocks, and how many of them are in memory. */
class BlockOrderTest {

    private static final int ROWS = 10_000;
    private static final int BLOCK = 640;

    private static Samples samples(RowMemory memory) {
        SampleBuffer rows = new SampleBuffer(SampleSpec.labelled("Wide", "x", 3, 10, 1), memory);
        for (int row = 0; row < ROWS; row++) {
            rows.open("file");
            rows.input(0, row);
            rows.input(2, -row);
            rows.label(0, row % 7);
            rows.close();
        }
        rows.relabel(0, 1, IntStream.range(0, 10).map(label -> label + 1).toArray());
        return rows.samples("file");
    }

    @Test
    void takesEverySampleOnceInAnotherOrderInEachEpoch() {
        Samples samples = samples(RowMemory.ofBlocks(BLOCK));
        int[] first = samples.order(7, 1);
        assertArrayEquals(IntStream.range(0, ROWS).toArray(), sorted(first));
        assertArrayEquals(first, samples.order(7, 1));
        assertFalse(Arrays.equals(first, samples.order(7, 2)));
        assertFalse(Arrays.equals(first, samples.order(8, 1)));
    }

    private static int[] sorted(int[] order) {
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    /** A block has 64 pieces of 10 consecutive rows, from all over the data. */
    @Test
    void aBlockComesFromManyPlaces() {
        int[] order = samples(RowMemory.ofBlocks(BLOCK)).order(7, 1);
        for (int from = 0; from + BLOCK <= ROWS; from += BLOCK) {
            Set<Integer> pieces = new HashSet<>();
            for (int i = from; i < from + BLOCK; i++) {
                pieces.add(order[i] / 10);
            }
            assertEquals(64, pieces.size());
            int[] block = sorted(Arrays.copyOfRange(order, from, from + BLOCK));
            assertTrue(block[0] < ROWS / 4 && block[BLOCK - 1] > 3 * ROWS / 4);
        }
    }

    /** In a block, neighbours are rarely neighbours of the data. */
    @Test
    void aBlockIsShuffled() {
        int[] order = samples(RowMemory.ofBlocks(BLOCK)).order(7, 1);
        long neighbours = IntStream.range(1, ROWS)
                .filter(i -> order[i] == order[i - 1] + 1)
                .count();
        assertTrue(neighbours < 60, () -> neighbours + " neighbours"); // about 9 by chance
    }

    @Test
    void someOfTheSamplesKeepTheOrderOfTheData() {
        Samples some = samples(RowMemory.ofBlocks(BLOCK)).select(new int[] {9_000, 5, 4_711}, 0, 3);
        float[] inputs = new float[9];
        some.gatherInputs(new int[] {0, 1, 2}, 0, 3, NetworkInput.of(inputs));
        assertArrayEquals(new float[] {5, 0, -5, 4711, 0, -4711, 9000, 0, -9000}, inputs);
        assertArrayEquals(new int[] {0, 1, 2}, sorted(some.order(1, 1)));
    }

    @Test
    void twoBlocksAtMostAreInMemory() {
        Samples samples = samples(RowMemory.ofBlocks(BLOCK));
        int[] order = samples.order(7, 1);
        float[] inputs = new float[3 * 32];
        int[] labels = new int[32];
        for (int from = 0; from < ROWS; from += 32) {
            int batch = Math.min(32, ROWS - from);
            samples.gatherInputs(order, from, batch, NetworkInput.of(inputs));
            samples.gatherLabels(order, from, batch, labels);
            for (int i = 0; i < batch; i++) {
                assertEquals(order[from + i], inputs[3 * i]);
                assertEquals(order[from + i] % 7 + 1, labels[i]);
            }
        }
        ChunkFile file = samples.inputRows().file().orElseThrow();
        assertEquals(ROWS / 10, file.count());
        assertEquals(128, file.mostInMemory()); // pieces of 10 rows
    }

    @Test
    void rowsWithoutRoomInMemoryAreTheSameInAFile() {
        Samples inMemory = samples(RowMemory.unlimited());
        Samples half = samples(RowMemory.ofBytes(9 << 20)); // one chunk of inputs and one of labels have room
        assertArrayEquals(inMemory.order(3, 1), half.order(3, 1));
        assertEquals(inMemory.fingerprint(), half.fingerprint());
        assertTrue(half.inputRows().file().isEmpty());
        Samples none = samples(RowMemory.ofBytes(0));
        assertEquals(inMemory.fingerprint(), none.fingerprint());
        assertEquals(0, none.inputRows().file().orElseThrow().mostInMemory());
        assertEquals(inMemory.label(9_999, 0), none.label(9_999, 0));
    }

    @Test
    void aFileBeginsWhereMemoryEnds() {
        RowMemory memory = RowMemory.ofBytes(20 << 20);
        SampleBuffer rows = new SampleBuffer(SampleSpec.numbers("Wide", "x", 400_000, 1), memory);
        for (int row = 0; row < 20; row++) { // a chunk has 3 rows, 4.8 MB
            rows.open("file");
            rows.input(0, row);
            rows.input(399_999, -row);
            rows.target(0, 2 * row);
            rows.close();
        }
        Samples samples = rows.samples("file");
        assertEquals(4, samples.inputRows().file().orElseThrow().count());
        float[] inputs = new float[400_000];
        float[] targets = new float[1];
        for (int row = 19; row >= 0; row--) {
            samples.gatherInputs(new int[] {row}, 0, 1, NetworkInput.of(inputs));
            samples.gatherTargets(new int[] {row}, 0, 1, targets);
            assertArrayEquals(new float[] {row, -row, 2 * row}, new float[] {inputs[0], inputs[399_999], targets[0]});
        }
    }
}
