package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.RecurrentState;
import dev.lamina.runtime.Regressor;
import dev.lamina.runtime.Scaling;
import dev.lamina.runtime.Streaming;
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
