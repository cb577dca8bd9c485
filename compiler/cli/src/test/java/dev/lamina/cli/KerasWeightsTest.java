package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
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

    /** Attention of three products, a convolution of two kernels, a normalisation without factors, gates without biases. */
    @Test
    void aModelOfLayersThatKerasDividesOtherwisePredictsWhatKerasPredicts() {
        predictsLikeKeras("signal");
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

    /** A checkpoint names layers by their places alone, and holds the moments of the optimizer too. */
    @Test
    void aCheckpointOfTensorFlowGivesTheSameWeights() {
        Path checkpoint = folder.resolve("checkpoint.safetensors");
        String end = "/.ATTRIBUTES/VARIABLE_VALUE";
        float[] six = {1, 2, 3, 4, 5, 6};
        Safetensors.write(
                checkpoint,
                List.of(
                        Tensor.ofFloats("layer_with_weights-10/kernel" + end, new int[] {3, 2}, six),
                        Tensor.ofFloats("layer_with_weights-9/kernel" + end, new int[] {2, 3}, six),
                        Tensor.ofFloats("layer_with_weights-1/forward_layer/cell/kernel" + end, new int[] {2, 3}, six),
                        Tensor.ofFloats(
                                "layer_with_weights-1/forward_layer/cell/recurrent_kernel" + end,
                                new int[] {1, 3},
                                new float[] {7, 8, 9}),
                        Tensor.ofFloats(
                                "layer_with_weights-9/kernel/.OPTIMIZER_SLOT/optimizer/m" + end,
                                new int[] {2, 3},
                                six)));
        Path converted = folder.resolve("converted.safetensors");
        Command convert = Command.run("weights", "convert", checkpoint, "--from", "tensorflow", "-o", converted);
        assertEquals(0, convert.exit(), convert::err);
        Map<String, Tensor> tensors = Safetensors.read(converted);
        assertEquals(
                Set.of("fc1.weight", "fc2.weight", "gru1.weight_ih_l0", "gru1.weight_hh_l0", "gru1.bias_ih_l0"),
                tensors.keySet());
        assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, floats(tensors, "fc1.weight"));
        assertArrayEquals(new float[] {1, 3, 5, 2, 4, 6}, floats(tensors, "fc2.weight"));
        assertArrayEquals(new float[] {2, 5, 1, 4, 3, 6}, floats(tensors, "gru1.weight_ih_l0")); // z, r, n
        assertArrayEquals(new float[] {8, 7, 9}, floats(tensors, "gru1.weight_hh_l0"));
    }

    private static float[] floats(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name).floats();
    }

    @Test
    void attentionWithOtherSizesThanOursIsRefused() {
        Path file = folder.resolve("in.safetensors");
        List<Tensor> products = Stream.of("query", "key", "value")
                .map(name -> Tensor.ofFloats("a/" + name + "/kernel", new int[] {4, 2, 3}, new float[24]))
                .toList();
        Safetensors.write(file, products);
        Command refused = Command.run("weights", "convert", file, "--from", "keras", "-o", folder.resolve("out"));
        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains("`a` takes 4 features"), refused::err);
    }

    /** Keras itself keeps only counters as whole numbers, such as those of its random generators; other programs quantise weights. */
    @Test
    void weightsThatAreWholeNumbersAreRefused() {
        Path file = folder.resolve("in.safetensors");
        for (String weight : List.of(
                "dense/kernel",
                "dense/bias",
                "conv2d/kernel",
                "lstm/lstm_cell/recurrent_kernel",
                "batch_normalization/moving_mean",
                "embedding/embeddings",
                "multi_head_attention/query/kernel",
                "dropout/seed_generator_state")) {
            Safetensors.write(file, List.of(Tensor.ofLongs(weight, new int[] {2, 2}, new long[] {1, 2, 3, 4})));
            Path out = folder.resolve("whole.safetensors");
            Command convert = Command.run("weights", "convert", file, "--from", "keras", "-o", out);
            assertEquals(1, convert.exit(), convert::err);
            assertTrue(
                    convert.err()
                            .contains("the tensor `" + weight + "` is I64, but weights of Keras are floats; leave the"
                                    + " tensor out of the file"),
                    convert::err);
            assertFalse(Files.exists(out));
        }
    }

    /** Files with names of Keras and any shapes, as another program may write them: each is converted, or refused in words. */
    @Test
    void weightsOfShapesThatKerasDoesNotGiveAreRefused() {
        Path file = folder.resolve("in.safetensors");
        int refused = 0;
        int[][] shapes = {
            {}, {0}, {4}, {1, 8}, {2, 3}, {2, 0}, {0, 2}, {2, 1, 2}, {0, 2, 3}, {1, 2, 2, 3}, {1, 1, 1, 2, 2}
        };
        for (String weight : List.of(
                "dense/kernel",
                "dense/bias",
                "conv2d/kernel",
                "depthwise_conv2d/depthwise_kernel",
                "separable_conv2d/pointwise_kernel",
                "lstm/lstm_cell/recurrent_kernel",
                "lstm/lstm_cell/kernel",
                "gru/gru_cell/bias",
                "batch_normalization/gamma",
                "embedding/embeddings",
                "multi_head_attention/query/kernel",
                "multi_head_attention/key/kernel",
                "multi_head_attention/value/bias",
                "multi_head_attention/output/kernel")) {
            for (int[] shape : shapes) {
                Map<String, int[]> tensors = new TreeMap<>();
                if (weight.startsWith("multi")) {
                    for (String product : List.of("query", "key", "value", "output")) {
                        tensors.put("multi_head_attention/" + product + "/kernel", new int[] {2, 1, 2});
                    }
                }
                if (weight.startsWith("lstm") || weight.startsWith("gru")) {
                    String layer = weight.substring(0, weight.lastIndexOf('/'));
                    tensors.put(layer + "/recurrent_kernel", new int[] {2, layer.startsWith("gru") ? 6 : 8});
                }
                tensors.put(weight, shape);
                List<Tensor> written = new ArrayList<>();
                tensors.forEach((name, axes) -> written.add(Tensor.ofFloats(
                        name, axes, new float[Arrays.stream(axes).reduce(1, (a, b) -> a * b)])));
                Safetensors.write(file, written);
                Command convert =
                        Command.run("weights", "convert", file, "--from", "keras", "-o", folder.resolve("out"));
                assertTrue(
                        convert.exit() == 0 || convert.exit() == 1,
                        () -> weight + " " + Arrays.toString(shape) + ": " + convert.err());
                refused += convert.exit();
            }
        }
        assertTrue(refused > 60, refused + " refused");
    }

    @Test
    void aKernelIsTransposedToo() {
        Path file = folder.resolve("in.safetensors");
        Path result = folder.resolve("out.safetensors");
        Safetensors.write(
                file, List.of(Tensor.ofFloats("conv1.weight", new int[] {1, 2, 3}, new float[] {1, 2, 3, 4, 5, 6})));
        Command convert = Command.run("weights", "convert", file, "--transpose", "conv1.weight", "-o", result);
        assertEquals(0, convert.exit(), convert::err);
        Tensor weight = Objects.requireNonNull(Safetensors.read(result).get("conv1.weight"));
        assertArrayEquals(new int[] {3, 2, 1}, weight.shape());
        assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, weight.floats());
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
