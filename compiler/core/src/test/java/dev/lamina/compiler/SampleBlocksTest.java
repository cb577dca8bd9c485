package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lamina.runtime.MultiPredictor;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.PortArrays;
import dev.lamina.runtime.Predictor;
import dev.lamina.runtime.SharedCalls;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Predictions whose samples go through all layers a few at a time. */
final class SampleBlocksTest {
    private static final String CONVOLUTIONS = """
            model Image {
                input image: image[3, 20, 20]
                conv(16, kernel = 3, padding = 1)  relu  maxpool(2)
                conv(24, kernel = 3)  relu  flatten  fc(20)  tanh  fc(5)
                loss cross_entropy
            }
            """;

    private static final String RESIDUAL = """
            model Residual {
                input image: image[2, 24, 24]
                conv(16, kernel = 3, padding = 1, bias = false)  batchnorm  relu
                residual { conv(16, kernel = 3, padding = 1)  batchnorm  relu  depthwise(3, padding = 1) }
                relu  mean  fc(3)
            }
            """;

    private static final String SEVERAL = """
            model Several {
                input image: image[2, 16, 16]
                input extra: vector[5]
                from image
                conv(20, kernel = 3, padding = 1)
                pixels: relu
                mean
                seen: fc(6)
                from extra
                fc(6)
                add(seen)
                output boxes: fc(4)
                from pixels
                output map: conv(2, kernel = 1)
            }
            """;

    private static int block(String model) {
        Matcher loop = Pattern.compile("while \\(part\\.nextBlock\\((\\d+)\\)\\)")
                .matcher(load(model).model().javaSource());
        return loop.find() ? Integer.parseInt(loop.group(1)) : 0;
    }

    private static LoadedNetwork load(String model) {
        return new Variant(Target.VECTOR, Fusion.ALL, Loader.JANINO).load(model);
    }

    private static float[] random(int count, long seed) {
        Random random = new Random(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** 256 KB; a sample takes 56,576, 87,552 and 211,456 bytes. */
    @ParameterizedTest
    @CsvSource({"16, 4", "20, 2", "80, 1"})
    void aBlockHasTheSamplesWhoseValuesFitInACache(int filters, int samples) {
        assertEquals(
                samples,
                block("model M { input x: image[1, 20, 20]  conv(" + filters
                        + ", kernel = 3, padding = 1) relu conv(8, kernel = 3, padding = 1) mean fc(3) }"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model Small { input x: vector[20]  fc(30) relu fc(3) }",
                "model Weights { input x: image[3, 40, 40]  flatten  fc(400) relu fc(300) relu fc(5) }",
                "model Steps { input x: sequence[200, 40]  conv(70, kernel = 3, padding = causal) relu mean fc(3) }",
            })
    void thereAreNoBlocksOfSmallSamplesOfLargeWeightsAndOfSequencesOfAnyLength(String model) {
        assertEquals(0, block(model));
    }

    @Test
    void plainJavaHasNoBlocks() {
        String source = new Variant(Target.SCALAR, Fusion.ALL, Loader.JANINO)
                .load(CONVOLUTIONS)
                .model()
                .javaSource();
        assertFalse(source.contains("nextBlock"), source);
    }

    @ParameterizedTest
    @ValueSource(strings = {CONVOLUTIONS, RESIDUAL})
    void everyBatchOnAnyThreadsHasTheBitsOfItsSamplesAlone(String model) {
        LoadedNetwork loaded = load(model);
        int block = block(model);
        Parameters parameters = loaded.newParameters(1);
        Predictor alone = (Predictor) loaded.predictor(parameters, 1);
        int most = 6 * block + 5;
        float[] input = random(most * alone.inputSize(), 2);
        float[] expected = new float[most * alone.outputSize()];
        for (int n = 0; n < most; n++) {
            float[] one = new float[alone.outputSize()];
            alone.predict(sample(input, n, alone.inputSize()), 1, one);
            System.arraycopy(one, 0, expected, n * one.length, one.length);
        }
        for (Predictor network : new Predictor[] {
            (Predictor) loaded.predictor(parameters, most),
            (Predictor) loaded.trainer(parameters, loaded.newTrainingState(), most)
        }) {
            for (int threads = 1; threads <= 3; threads++) {
                SharedCalls.always(network, threads);
                for (int batch : IntStream.rangeClosed(1, most).toArray()) {
                    float[] actual = new float[batch * alone.outputSize()];
                    network.predict(input, batch, actual);
                    assertSameBits(
                            batch + " samples on " + threads + " threads",
                            Arrays.copyOf(expected, actual.length),
                            actual);
                }
            }
            network.threads(1);
        }
    }

    @Test
    void severalInputsAndOutputsBeginAtTheSamplesOfTheBlock() {
        LoadedNetwork loaded = load(SEVERAL);
        Parameters parameters = loaded.newParameters(1);
        int most = 4 * block(SEVERAL) + 3;
        float[] images = random(most * 512, 3);
        float[] extras = random(most * 5, 4);
        MultiPredictor alone = (MultiPredictor) loaded.predictor(parameters, 1);
        MultiPredictor network = (MultiPredictor) loaded.predictor(parameters, most);
        float[] boxes = new float[4 * most];
        float[] maps = new float[512 * most];
        for (int threads = 1; threads <= 2; threads++) {
            SharedCalls.always(network, threads);
            network.predict(arrays(network, images, extras, boxes, maps), most);
            for (int n = 0; n < most; n++) {
                float[] ownBoxes = new float[4];
                float[] ownMap = new float[512];
                alone.predict(arrays(alone, sample(images, n, 512), sample(extras, n, 5), ownBoxes, ownMap), 1);
                String which = "sample " + n + " on " + threads + " threads";
                assertSameBits(which, ownBoxes, sample(boxes, n, 4));
                assertSameBits(which, ownMap, sample(maps, n, 512));
            }
        }
        network.threads(1);
    }

    private static PortArrays arrays(MultiPredictor network, float[] image, float[] extra, float[] boxes, float[] map) {
        PortArrays arrays = network.newArrays();
        arrays.floats("image", image);
        arrays.floats("extra", extra);
        arrays.output("boxes", boxes);
        arrays.output("map", map);
        return arrays;
    }

    private static float[] sample(float[] of, int number, int size) {
        return Arrays.copyOfRange(of, number * size, (number + 1) * size);
    }
}
