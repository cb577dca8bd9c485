package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Predictor;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What attention does beyond the values of the reference: which steps see which, and scores at the ends of their range. */
final class AttentionTest {
    private static final int STEPS = 19;
    private static final int FEATURES = 6;

    private static LoadedNetwork load(Variant variant, String layers) {
        return variant.load("model Look { input x: sequence[" + STEPS + ", " + FEATURES + "]  " + layers + " }");
    }

    private static float[] predict(LoadedNetwork loaded, float[] input) {
        float[] output = new float[input.length];
        ((Predictor) loaded.predictor(loaded.newParameters(1), 1)).predict(input, 1, output);
        return output;
    }

    private static float[] input(float scale) {
        Random random = new Random(2);
        float[] input = new float[STEPS * FEATURES];
        for (int i = 0; i < input.length; i++) {
            input[i] = scale * (float) random.nextGaussian();
        }
        return input;
    }

    @TestFactory
    Stream<DynamicTest> aCausalStepHasTheBitsThatItHasWithoutLaterSteps() {
        return Variant.fused().stream()
                .map(variant -> DynamicTest.dynamicTest("" + variant, () -> {
                    LoadedNetwork loaded = load(variant, "attention(2, causal = true)");
                    float[] input = input(1);
                    float[] whole = predict(loaded, input);
                    for (int step = 1; step < STEPS; step++) {
                        float[] changed = input.clone();
                        Arrays.fill(changed, step * FEATURES, changed.length, 1e4f);
                        int own = step * FEATURES;
                        assertArrayEquals(
                                Arrays.copyOf(whole, own),
                                Arrays.copyOf(predict(loaded, changed), own),
                                "before step " + step);
                    }
                }));
    }

    @Test
    void aStepSeesAllStepsUnlessItIsCausal() {
        LoadedNetwork loaded = load(Variant.fused().get(0), "attention(2)");
        float[] input = input(1);
        float[] changed = input.clone();
        changed[changed.length - 1] += 1;
        assertNotEquals(predict(loaded, input)[0], predict(loaded, changed)[0]);
    }

    @TestFactory
    Stream<DynamicTest> scoresFarFromZeroGiveFiniteNumbers() {
        return Variant.fused().stream()
                .flatMap(variant -> Stream.of("attention(3)", "attention(3, causal = true)")
                        .map(layer -> DynamicTest.dynamicTest(layer + ", " + variant, () -> {
                            for (float each : predict(load(variant, layer), input(1e4f))) {
                                assertTrue(Float.isFinite(each), "" + each);
                            }
                        })));
    }

    @Test
    void weightsBeginAsThoseOfPyTorch() {
        Parameters parameters = load(Variant.fused().get(0), "attention(2)").newParameters(1);
        double glorot = Math.sqrt(6.0 / (4 * FEATURES));
        double most = largest(parameters.get("attention1.in_proj_weight"));
        assertTrue(most <= glorot && most > 0.9 * glorot, "in_proj_weight reaches " + most);
        most = largest(parameters.get("attention1.out_proj.weight"));
        assertTrue(
                most <= 1 / Math.sqrt(FEATURES) && most > 0.8 / Math.sqrt(FEATURES), "out_proj.weight reaches " + most);
        assertEquals(0, largest(parameters.get("attention1.in_proj_bias")));
        assertEquals(0, largest(parameters.get("attention1.out_proj.bias")));
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    @Test
    void modelsWithItSayWhyTheyDoNotStream() {
        assertEquals("`attention1` reads later steps too", why("attention(2)"));
        assertEquals(
                "`attention1` reads all earlier steps, which no call keeps for the next",
                why("attention(2, causal = true)"));
        assertEquals(
                "`positions1` counts the steps of a call, and every call of one step would begin at the first",
                why("positions"));
        assertFalse(load(Variant.fused().get(0), "gru(6) layernorm softmax(axis = features)")
                .model()
                .sequences()
                .whyNotStreaming()
                .isPresent());
    }

    private static String why(String layer) {
        return load(Variant.fused().get(0), "gru(6) " + layer)
                .model()
                .sequences()
                .whyNotStreaming()
                .orElseThrow();
    }
}
