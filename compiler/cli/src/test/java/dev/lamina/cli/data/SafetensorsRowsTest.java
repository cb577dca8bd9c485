package dev.lamina.cli.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Safetensors files that are read some rows at a time give the samples of those that are read as a whole. */
class SafetensorsRowsTest {

    private static final int SAMPLES = 50;

    @TempDir
    private Path folder;

    private static float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i * 0.5f - 3;
        }
        return numbers;
    }

    private static long[] whole(int count, int below) {
        return LongStream.range(0, count).map(i -> i * i % below).toArray();
    }

    @Test
    void labelsAndNumbersOfAnyTypeAreTheSame() throws IOException {
        double[] inputs = IntStream.range(0, 3 * SAMPLES).asDoubleStream().toArray();
        assertSame(
                SampleSpec.labelled("M", "x", 3, 5, 1),
                Tensor.ofLongs("labels", new int[] {SAMPLES}, whole(SAMPLES, 5)),
                Tensor.ofDoubles("x", new int[] {SAMPLES, 3}, inputs));
        assertSame(
                SampleSpec.numbers("M", "x", 4, 2),
                Tensor.ofFloats("x", new int[] {SAMPLES, 2, 2}, numbers(4 * SAMPLES)),
                Tensor.ofFloats("target", new int[] {SAMPLES, 2}, numbers(2 * SAMPLES)));
    }

    @Test
    void sequencesOfSeveralLengthsHaveZerosBehindTheirSteps() throws IOException {
        long[] lengths = LongStream.range(0, SAMPLES).map(i -> i % 4 + 1).toArray();
        float[] inputs = numbers(8 * SAMPLES);
        inputs[7] = Float.NaN; // behind the one step of the first sample
        assertSame(
                SampleSpec.labelled("M", "x", 8, 5, 4).ofSequences(1, 4, true),
                Tensor.ofFloats("x", new int[] {SAMPLES, 4, 2}, inputs),
                Tensor.ofLongs("labels", new int[] {SAMPLES, 4}, whole(4 * SAMPLES, 5)),
                Tensor.ofLongs("lengths", new int[] {SAMPLES}, lengths));
        assertSame( // shorter sequences than the model takes, of tokens
                SampleSpec.labelled("M", "x", 6, 5, 1).ofTokens(9).ofSequences(1, 6, false),
                Tensor.ofLongs("x", new int[] {SAMPLES, 4}, whole(4 * SAMPLES, 9)),
                Tensor.ofLongs("labels", new int[] {SAMPLES}, whole(SAMPLES, 5)));
    }

    @Test
    void weightsOfSamplesAreRead() throws IOException {
        SampleSpec weighted = SampleSpec.numbers("M", "x", 4, 2).weighted("w");
        assertSame(
                weighted,
                Tensor.ofFloats("x", new int[] {SAMPLES, 4}, numbers(4 * SAMPLES)),
                Tensor.ofFloats("target", new int[] {SAMPLES, 2}, numbers(2 * SAMPLES)),
                Tensor.ofLongs("w", new int[] {SAMPLES}, whole(SAMPLES, 3)));
        assertRefused(
                weighted,
                Tensor.ofFloats("x", new int[] {SAMPLES, 4}, numbers(4 * SAMPLES)),
                Tensor.ofFloats("target", new int[] {SAMPLES, 2}, numbers(2 * SAMPLES)));
        assertRefused(
                weighted,
                Tensor.ofFloats("x", new int[] {SAMPLES, 4}, numbers(4 * SAMPLES)),
                Tensor.ofFloats("target", new int[] {SAMPLES, 2}, numbers(2 * SAMPLES)),
                Tensor.ofFloats("w", new int[] {SAMPLES, 1}, numbers(SAMPLES)));
    }

    @Test
    void inputsAloneAreRead() throws IOException {
        assertSame(
                SampleSpec.numbers("M", "x", 4, 2).withoutAnswers(),
                Tensor.ofFloats("x", new int[] {SAMPLES, 4}, numbers(4 * SAMPLES)),
                Tensor.ofFloats("", new int[] {2}, numbers(2)));
    }

    private static Samples pieces(Path file, SampleSpec expected) {
        SafetensorsRows rows = new SafetensorsRows(file, expected, RowMemory.unlimited(), 7);
        assertTrue(rows.canBeRead());
        return rows.read();
    }

    private void assertSame(SampleSpec expected, Tensor... tensors) throws IOException {
        Path file = folder.resolve("data.safetensors");
        Safetensors.write(file, List.of(tensors));
        Samples all = SafetensorsSamples.read(file, expected, RowMemory.unlimited());
        Samples pieces = pieces(file, expected);
        assertEquals(all.fingerprint(), pieces.fingerprint());
        assertEquals(all.steps(), pieces.steps());
        assertEquals(all.rows(), pieces.rows());
        Samples blocks = SafetensorsSamples.read(file, expected, RowMemory.ofBlocks(8));
        assertEquals(all.fingerprint(), blocks.fingerprint());
        assertTrue(blocks.inBlocks());
        Samples inFile = SafetensorsSamples.read(file, expected, RowMemory.ofBytes(0));
        assertEquals(all.fingerprint(), inFile.fingerprint());
        assertTrue(inFile.inputRows().file().isPresent());
    }

    @Test
    void whatIsWrongIsToldWithItsPlaceInTheWholeFile() {
        SampleSpec expected = SampleSpec.labelled("M", "x", 3, 5, 1);
        float[] inputs = numbers(3 * SAMPLES);
        inputs[3 * 41 + 2] = Float.POSITIVE_INFINITY;
        assertRefused(
                expected,
                Tensor.ofFloats("x", new int[] {SAMPLES, 3}, inputs),
                Tensor.ofLongs("labels", new int[] {SAMPLES}, whole(SAMPLES, 5)));
        assertRefused(
                expected,
                Tensor.ofFloats("x", new int[] {SAMPLES, 3}, numbers(3 * SAMPLES)),
                Tensor.ofLongs("labels", new int[] {SAMPLES}, whole(SAMPLES, 9)));
        assertRefused(
                expected,
                Tensor.ofFloats("x", new int[] {SAMPLES, 3}, numbers(3 * SAMPLES)),
                Tensor.ofLongs("labels", new int[] {SAMPLES - 1}, whole(SAMPLES - 1, 5)));
        assertRefused(expected, Tensor.ofFloats("y", new int[] {SAMPLES, 3}, numbers(3 * SAMPLES)));
        assertRefused(expected, Tensor.ofFloats("x", new int[] {SAMPLES, 2}, numbers(2 * SAMPLES)));
    }

    private void assertRefused(SampleSpec expected, Tensor... tensors) {
        Path file = folder.resolve("data.safetensors");
        Safetensors.write(file, List.of(tensors));
        DataException all =
                assertThrows(DataException.class, () -> SafetensorsSamples.read(file, expected, RowMemory.unlimited()));
        DataException pieces = assertThrows(DataException.class, () -> pieces(file, expected));
        assertEquals(all.getMessage(), pieces.getMessage());
    }
}
