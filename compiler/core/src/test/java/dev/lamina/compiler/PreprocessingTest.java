package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.MultiNetwork;
import dev.lamina.runtime.MultiStreaming;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.PortArrays;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.RecurrentState;
import dev.lamina.runtime.Regressor;
import dev.lamina.runtime.Scaling;
import dev.lamina.runtime.Streaming;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A network whose parameters know a scaling computes on raw numbers what one without computes on scaled ones, bit for bit. */
class PreprocessingTest {
    private static final int BATCH = 5;

    static List<Variant> variants() {
        return Variant.fused();
    }

    private static float[] random(int length, long seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian() * 100;
        }
        return values;
    }

    /** As {@link Scaling} says it does, written in another way. */
    private static float[] scaled(float[] raw, float[] offset, float[] divisor, int neighbours) {
        float[] scaled = new float[raw.length];
        for (int i = 0; i < raw.length; i++) {
            int feature = Math.floorMod(Math.floorDiv(i, neighbours), offset.length);
            scaled[i] = (raw[i] - offset[feature]) / divisor[feature];
        }
        return scaled;
    }

    @ParameterizedTest
    @MethodSource("variants")
    void channelsOfAnImageAreScaled(Variant variant) {
        LoadedNetwork loaded = variant.load(
                "model M { input x: image[2, 5, 6]  conv(4, kernel = 3) relu maxpool(2) flatten fc(3) loss cross_entropy }");
        float[] offset = {3, -50};
        float[] divisor = {7, 20};
        Parameters plain = loaded.newParameters(1);
        Parameters known = loaded.newParameters(1);
        known.preprocessing(Preprocessing.NONE.withInput(Scaling.of(offset, divisor)));
        Classifier one = (Classifier) loaded.trainer(plain, loaded.newTrainingState(), BATCH);
        Classifier other = (Classifier) loaded.trainer(known, loaded.newTrainingState(), BATCH);
        float[] raw = random(BATCH * 60, 4);
        float[] scaled = scaled(raw, offset, divisor, 30);
        int[] labels = {0, 1, 2, 1, 0};

        assertEquals(one.forward(scaled, labels, BATCH), other.forward(raw, labels, BATCH));
        one.backward();
        other.backward();
        assertSameBits("gradients", one.gradients().values(), other.gradients().values());
        float[] gradient = new float[raw.length];
        float[] ofRaw = new float[raw.length];
        one.inputGradient(gradient);
        other.inputGradient(ofRaw);
        for (int i = 0; i < raw.length; i++) {
            assertEquals(gradient[i] / divisor[i / 30 % 2], ofRaw[i]);
        }
        float[] expected = new float[BATCH * 3];
        float[] actual = new float[BATCH * 3];
        one.predict(scaled, BATCH, expected);
        other.predict(raw, BATCH, actual);
        assertSameBits("output", expected, actual);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void targetOfARegressionIsScaledAndItsPredictionScaledBack(Variant variant) {
        LoadedNetwork loaded = variant.load("model M { input x: vector[4]  fc(6) tanh fc(2) loss mse }");
        float[] offset = {300_000, -2};
        float[] divisor = {5_000, 0.5f};
        Parameters plain = loaded.newParameters(1);
        Parameters known = loaded.newParameters(1);
        known.preprocessing(
                Preprocessing.NONE.withInput(Scaling.dividedBy(16)).withTarget(Scaling.of(offset, divisor)));
        Regressor one = (Regressor) loaded.trainer(plain, loaded.newTrainingState(), BATCH);
        Regressor other = (Regressor) loaded.trainer(known, loaded.newTrainingState(), BATCH);
        float[] raw = random(BATCH * 4, 5);
        float[] target = random(BATCH * 2, 6);
        float[] scaledInput = scaled(raw, new float[1], new float[] {16}, 1);
        float[] scaledTarget = scaled(target, offset, divisor, 1);
        for (int step = 0; step < 3; step++) {
            assertEquals(one.trainStep(scaledInput, scaledTarget, BATCH), other.trainStep(raw, target, BATCH));
        }
        assertSameBits("parameters", plain.values(), known.values());
        float[] expected = new float[BATCH * 2];
        float[] actual = new float[BATCH * 2];
        one.predict(scaledInput, BATCH, expected);
        other.predict(raw, BATCH, actual);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i] * divisor[i % 2] + offset[i % 2], actual[i]);
        }
        one.forward(scaledInput, scaledTarget, BATCH);
        other.forward(raw, target, BATCH);
        float[] output = new float[BATCH * 2];
        other.output(output);
        assertSameBits("output", actual, output);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void featuresOfASequenceAreScaledAtEachStepAlsoWhereStepsComeOneByOne(Variant variant) {
        LoadedNetwork loaded = variant.load("model M { input x: sequence[7, 3]  lstm(5) fc(1) loss mse }");
        float[] offset = {1, 20, 300};
        float[] divisor = {2, 3, 5};
        Parameters plain = loaded.newParameters(1);
        Parameters known = loaded.newParameters(1);
        known.preprocessing(Preprocessing.NONE
                .withInput(Scaling.of(offset, divisor))
                .withTarget(Scaling.of(new float[] {10}, new float[] {4})));
        Streaming one = loaded.streaming(plain, 2);
        Streaming other = loaded.streaming(known, 2);
        float[] raw = random(2 * 4 * 3, 7);
        one.length(4);
        other.length(4);
        float[] expected = new float[8];
        float[] actual = new float[8];
        one.predict(scaled(raw, offset, divisor, 1), 2, expected);
        other.predict(raw, 2, actual);
        for (int i = 0; i < 8; i++) {
            assertEquals(expected[i] * 4 + 10, actual[i]);
        }
        RecurrentState state = other.newState(1);
        float[] step = new float[3];
        float[] output = new float[1];
        for (int t = 0; t < 4; t++) {
            System.arraycopy(raw, 3 * t, step, 0, 3);
            other.step(step, state, output);
            assertEquals(actual[t], output[0]);
        }
    }

    private static final String PORTS = """
            model Ports {
                input image: image[2, 3, 3]
                input words: tokens[2] below 5
                input extra: vector[2]
                from image
                conv(3, kernel = 2)
                flatten
                a: fc(6)
                from words
                embedding(3)
                flatten
                b: fc(6)
                from extra
                fc(6)
                add(a, b)
                trunk: tanh
                output scores: fc(3)
                from trunk
                output boxes: fc(2)
                from trunk
                output there: fc(1)
                loss cross_entropy(scores)
                loss mse(boxes, weight = 0.5)
                loss binary_cross_entropy(there)
            }
            """;

    /** A network of {@link #PORTS} with the arrays of a call. */
    private record Call(MultiNetwork network, PortArrays arrays) {
        static Call of(LoadedNetwork loaded, Preprocessing known, float[] image, float[] extra, float[] boxes) {
            Parameters parameters = loaded.newParameters(1);
            parameters.preprocessing(known);
            MultiNetwork network = loaded.multiTrainer(parameters, loaded.newTrainingState(), 2);
            PortArrays arrays = network.newArrays();
            arrays.floats("image", image);
            arrays.tokens("words", new int[] {0, 4, 3, 1});
            arrays.floats("extra", extra);
            arrays.labels("scores", new int[] {2, 0});
            arrays.target("boxes", boxes);
            arrays.target("there", new float[] {1, 0});
            arrays.output("scores", new float[6]);
            arrays.output("boxes", new float[4]);
            arrays.output("there", new float[2]);
            return new Call(network, arrays);
        }

        float[] gradient(int input, int length) {
            float[] gradient = new float[length];
            network.inputGradient(input, gradient);
            return gradient;
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void eachOfSeveralInputsAndTargetsHasItsOwnScaling(Variant variant) {
        LoadedNetwork loaded = variant.load(PORTS);
        float[] offset = {3, -50};
        float[] divisor = {7, 20};
        Preprocessing known = Preprocessing.NONE
                .withInput("image", Scaling.of(offset, divisor))
                .withInput("extra", Scaling.dividedBy(16))
                .withTarget("boxes", Scaling.of(new float[] {300, -2}, new float[] {50, 0.5f}));
        float[] image = random(36, 1);
        float[] extra = random(4, 2);
        float[] boxes = random(4, 3);
        Call one = Call.of(
                loaded,
                Preprocessing.NONE,
                scaled(image, offset, divisor, 9),
                scaled(extra, new float[1], new float[] {16}, 1),
                scaled(boxes, new float[] {300, -2}, new float[] {50, 0.5f}, 1));
        Call other = Call.of(loaded, known, image, extra, boxes);

        assertEquals(one.network().forward(one.arrays(), 2), other.network().forward(other.arrays(), 2));
        float[] all = new float[12];
        other.network().output(all);
        one.network().backward();
        other.network().backward();
        assertSameBits(
                "gradients",
                one.network().gradients().values(),
                other.network().gradients().values());
        float[] expected = one.gradient(0, 36);
        float[] actual = other.gradient(0, 36);
        for (int i = 0; i < 36; i++) {
            assertEquals(expected[i] / divisor[i / 9 % 2], actual[i]);
        }
        float[] ofAll = new float[40];
        other.network().inputGradient(ofAll);
        assertSameBits("gradient of image", actual, Arrays.copyOf(ofAll, 36));
        assertSameBits("gradient of extra", other.gradient(2, 4), Arrays.copyOfRange(ofAll, 36, 40));
        assertEquals(one.gradient(2, 4)[3] / 16, ofAll[39]);

        one.network().predict(one.arrays(), 2);
        other.network().predict(other.arrays(), 2);
        assertSameBits("scores", one.arrays().output(0), other.arrays().output(0));
        assertSameBits("there", one.arrays().output(2), other.arrays().output(2));
        float[] plain = one.arrays().output(1);
        assertSameBits(
                "boxes",
                new float[] {plain[0] * 50 + 300, plain[1] * 0.5f - 2, plain[2] * 50 + 300, plain[3] * 0.5f - 2},
                other.arrays().output(1));
        assertSameBits("one of all outputs", other.arrays().output(1), Arrays.copyOfRange(all, 6, 10));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void severalSequencesAreScaledAlsoWhereStepsComeOneByOne(Variant variant) {
        LoadedNetwork loaded = variant.load("""
                model Pair {
                    input left: sequence[4, 2]
                    input place: vector[1]
                    p: fc(1)
                    from left
                    gru(3)
                    output each: fc(1)
                    last
                    add(p)
                    output whole: fc(1)
                    loss mse(each)
                    loss mse(whole)
                }
                """);
        Parameters parameters = loaded.newParameters(1);
        parameters.preprocessing(Preprocessing.NONE
                .withInput("left", Scaling.of(new float[] {1, 20}, new float[] {2, 30}))
                .withInput("place", Scaling.dividedBy(100))
                .withTarget("each", Scaling.of(new float[] {10}, new float[] {4})));
        MultiStreaming network = loaded.multiStreaming(parameters, 1);
        float[] left = random(8, 7);
        PortArrays arrays = network.newArrays();
        arrays.floats("left", left);
        arrays.floats("place", new float[] {50});
        arrays.output("each", new float[4]);
        arrays.output("whole", new float[1]);
        network.predict(arrays, 1);
        float[] each = arrays.output(0);
        float[] whole = arrays.output(1);
        arrays.output("each", new float[1]);
        arrays.output("whole", new float[1]);
        RecurrentState state = network.newState(1);
        for (int t = 0; t < 4; t++) {
            arrays.floats("left", Arrays.copyOfRange(left, 2 * t, 2 * t + 2));
            network.step(arrays, state);
            assertEquals(each[t], arrays.output(0)[0]);
        }
        assertSameBits("whole", whole, arrays.output(1));
        assertTrue(each[3] > 5, "a target with the mean 10");
    }

    @Test
    void onlyInputsAndTargetsThatAreThereAreScaled() {
        Parameters parameters = Lamina.parse(PORTS).newParameters(1);
        Scaling half = Scaling.dividedBy(2);
        assertMessage(
                "the input `picture` of Ports has 0 features, but the scaling is for 1",
                () -> parameters.preprocessing(Preprocessing.NONE.withInput("picture", half)));
        assertMessage(
                "the input `words` of Ports has 0 features, but the scaling is for 1",
                () -> parameters.preprocessing(Preprocessing.NONE.withInput("words", half)));
        assertMessage(
                "the target `scores` of Ports has 0 features, but the scaling is for 1",
                () -> parameters.preprocessing(Preprocessing.NONE.withTarget("scores", half)));
        assertMessage(
                "the input of Ports has 0 features, but the scaling is for 1",
                () -> parameters.preprocessing(Preprocessing.NONE.withInput(half)));
        assertMessage(
                "the input `image` of Ports has 2 features, but the scaling is for 3",
                () -> parameters.preprocessing(
                        Preprocessing.NONE.withInput("image", Scaling.of(new float[3], new float[] {1, 2, 3}))));
        assertEquals(Preprocessing.NONE, parameters.preprocessing());
    }

    @Test
    void classesAreCalledAsInTheData() {
        LoadedNetwork loaded = Lamina.parse("model M { input x: vector[1]  fc(2) loss cross_entropy }");
        Parameters parameters = loaded.newParameters(1);
        parameters.set("fc1.weight", new float[] {1, -1});
        parameters.set("fc1.bias", new float[2]);
        Classifier network = loaded.classifier(parameters, 1);
        assertEquals("0", network.label(new float[] {1}));
        parameters.preprocessing(Preprocessing.NONE.withLabels(List.of("setosa", "virginica")));
        assertEquals("setosa", network.label(new float[] {1}));
        assertEquals("virginica", network.label(new float[] {-1}));
    }

    @Test
    void inputThatIsNotFiniteIsRefusedByNameAndIndex() {
        LoadedNetwork loaded = Lamina.parse("model M { input lengths: vector[3]  fc(2) loss cross_entropy }");
        Classifier network = (Classifier) loaded.trainer(loaded.newParameters(1), loaded.newTrainingState(), 2);
        float[] x = {1, 2, 3, 4, Float.NaN, 6};
        String message = "lengths[1, 1] is NaN, but finite numbers are needed";
        assertMessage(message, () -> network.predict(x, 2, new float[4]));
        assertMessage(message, () -> network.probabilities(x, 2, new float[4]));
        assertMessage(message, () -> network.forward(x, new int[2], 2));
        network.predict(x, 1, new float[2]);
    }

    private static void assertMessage(String message, org.junit.jupiter.api.function.Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
