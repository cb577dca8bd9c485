package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code lamina weights convert --from keras}: the weights, inputs and outputs in the resources are those of Keras 3.15 with JAX, made by
 * {@code examples/keras/weights.py}.
 */
class KerasWeightsTest {
    private static final Path MODELS = Path.of("../../examples/keras");
    private static final Path RECORDED = Path.of("src/test/resources/keras");

    @TempDir
    private Path folder;

    @Test
    void anImageModelPredictsWhatKerasPredicts() {
        predictsLikeKeras("image", "--flattened", "fc1=6,4,3");
    }

    @Test
    void aModelOfRecurrentLayersPredictsWhatKerasPredicts() {
        predictsLikeKeras("text");
    }

    private void predictsLikeKeras(String name, Object... options) {
        Path weights = folder.resolve("w.safetensors");
        Path output = folder.resolve("y.safetensors");
        Object[] convert = new Object[7 + options.length];
        System.arraycopy(
                new Object[] {
                    "weights",
                    "convert",
                    RECORDED.resolve(name + "_weights.safetensors"),
                    "--from",
                    "keras",
                    "-o",
                    weights
                },
                0,
                convert,
                0,
                7);
        System.arraycopy(options, 0, convert, 7, options.length);
        Command converted = Command.run(convert);
        assertEquals(0, converted.exit(), converted::err);
        Command run = Command.run(
                "run",
                "--predict",
                MODELS.resolve(name + ".lamina"),
                "--weights",
                weights,
                "--in",
                RECORDED.resolve(name + "_in.safetensors"),
                "--out",
                output);
        assertEquals(0, run.exit(), run::err);
        float[] theirs = floats(RECORDED.resolve(name + "_out.safetensors"));
        assertArrayEquals(theirs, floats(output), 2e-6f, name); // float32 of both: the outputs are below 1
    }

    private static float[] floats(Path file) {
        return Objects.requireNonNull(Safetensors.read(file).get("output")).floats();
    }

    @Test
    void imagesOfAnotherSizeThanTheLayerTakesAreRefused() {
        Command refused = Command.run(
                "weights",
                "convert",
                RECORDED.resolve("image_weights.safetensors"),
                "--from",
                "keras",
                "--flattened",
                "fc1=6,4,4",
                "-o",
                folder.resolve("w.safetensors"));
        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains("72 numbers"), refused::err);
        assertTrue(Files.notExists(folder.resolve("w.safetensors")));
    }

    @Test
    void aFileOfKerasThatIsNotConvertedSaysHowToConvertIt() {
        Command refused = Command.run(
                "run",
                "--predict",
                MODELS.resolve("text.lamina"),
                "--weights",
                RECORDED.resolve("text_weights.safetensors"),
                "--in",
                RECORDED.resolve("text_in.safetensors"),
                "--out",
                folder.resolve("y.safetensors"));
        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains("weights convert --from keras"), refused::err);
    }

    @Test
    void prefixesAreStrippedAndMatricesTransposed() {
        Path file = folder.resolve("in.safetensors");
        Path result = folder.resolve("out.safetensors");
        Safetensors.write(
                file,
                List.of(
                        Tensor.ofFloats("module.fc1.weight", new int[] {2, 3}, new float[] {1, 2, 3, 4, 5, 6}),
                        Tensor.ofFloats("module.fc1.bias", new int[] {2}, new float[] {7, 8})));
        Command convert = Command.run(
                "weights", "convert", file, "--strip", "module.", "--transpose", "module.*.weight", "-o", result);
        assertEquals(0, convert.exit(), convert::err);
        Tensor weight = Objects.requireNonNull(Safetensors.read(result).get("fc1.weight"));
        assertArrayEquals(new int[] {3, 2}, weight.shape());
        assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, weight.floats());
        Command slip = Command.run("weights", "convert", file, "--strip", "modul_", "-o", folder.resolve("no"));
        assertEquals(1, slip.exit());
        assertTrue(slip.err().contains("no tensor of"), slip::err);
    }
}
