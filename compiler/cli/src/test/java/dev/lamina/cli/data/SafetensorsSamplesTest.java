package dev.lamina.cli.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples from safetensors files. */
class SafetensorsSamplesTest {

    private static final SampleSpec TWO_INPUTS = SampleSpec.labelled("Small", "x", 2, 3, 1);

    @TempDir
    private Path folder;

    @Test
    void readsTheInputUnderItsNameAndLabels() throws IOException {
        Samples samples = read(floats("x", new int[] {2, 2}, 1, 2, 3, 4), labels(2, 1));
        assertEquals(2, samples.count());
        assertEquals(2, samples.label(0, 0));
        assertEquals(4, samples.largestInput(0));
    }

    @Test
    void takesInputAsAName() throws IOException {
        assertEquals(1, read(floats("input", new int[] {1, 2}, 1, 2), labels(0)).count());
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertRefused("there is no tensor `labels`; there is x", floats("x", new int[] {1, 2}, 1, 2));
        assertRefused("there is no tensor `x`; there is labels", labels(1));
        assertRefused("there are no samples in it: the tensor `x` [0, 2]", floats("x", new int[] {0, 2}), labels());
        assertRefused(
                "the tensor `x` [1, 3] does not hold 2 numbers per sample, as Small needs",
                floats("x", new int[] {1, 3}, 1, 2, 3),
                labels(1));
        assertRefused("it has 1 input, but 2 of `labels`", floats("x", new int[] {1, 2}, 1, 2), labels(1, 2));
        assertRefused(
                "`labels`[1]: the label 5 is outside 0 .. 2 (Small has 3 classes); numbers are those of classes, from 0: if these"
                        + " are names, a table takes words, such as class5",
                floats("x", new int[] {2, 2}, 1, 2, 3, 4),
                labels(1, 5));
        assertRefused(
                "`x`[0, 1] is NaN, which is not a finite 32-bit float",
                floats("x", new int[] {1, 2}, 1, Float.NaN),
                labels(1));
    }

    private void assertRefused(String message, Tensor... tensors) {
        DataException refusal = assertThrows(DataException.class, () -> read(tensors));
        assertEquals(folder.resolve("data.safetensors") + ": " + message, refusal.getMessage());
    }

    private Samples read(Tensor... tensors) throws IOException {
        Path file = folder.resolve("data.safetensors");
        Safetensors.write(file, List.of(tensors));
        return SampleReader.read(DataSource.of(file), TWO_INPUTS);
    }

    private static Tensor floats(String name, int[] shape, float... elements) {
        return Tensor.ofFloats(name, shape, elements);
    }

    private static Tensor labels(long... labels) {
        return Tensor.ofLongs("labels", new int[] {labels.length}, labels);
    }
}
