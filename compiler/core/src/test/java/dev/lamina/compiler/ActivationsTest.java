package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What reference values and laws do not show of elementwise functions. */
final class ActivationsTest {
    /** More than a vector, and not a multiple of one. */
    private static final int UNITS = 18;

    /** As PyTorch has them: where a product of minus infinity and 0 is met, NaN. */
    @ParameterizedTest
    @CsvSource({
        "leaky_relu, Infinity, -Infinity",
        "relu6, 6, 0",
        "hardsigmoid, 1, 0",
        "hardswish, Infinity, NaN",
        "silu, Infinity, NaN",
        "elu(0.5), Infinity, -0.5",
        "softplus, Infinity, 0",
        "gelu, Infinity, NaN",
        "gelu(tanh), Infinity, NaN"
    })
    void infinitiesAndNanBecomeWhatPyTorchGives(String call, float ofInfinity, float ofMinusInfinity) {
        float[] given = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN};
        float[] expected = {ofInfinity, ofMinusInfinity, Float.NaN};
        for (Variant variant : Variant.fused()) {
            LoadedNetwork loaded =
                    variant.load("model Edges { input x: vector[1]  fc(" + UNITS + ", bias = false) " + call + " }");
            Parameters parameters = loaded.newParameters(1);
            parameters.set("fc1.weight", repeated(given));
            float[] output = new float[UNITS];
            NetworkInput.of(new float[] {1})
                    .predict(loaded.trainer(parameters, loaded.newTrainingState(), 1), 1, output);
            assertArrayEquals(repeated(expected), output, "" + variant);
        }
    }

    private static float[] repeated(float[] values) {
        float[] all = new float[UNITS];
        for (int i = 0; i < UNITS; i++) {
            all[i] = values[i % values.length];
        }
        return all;
    }

    @Test
    void aFunctionThatIsNotZeroAtZeroIsNotFusedIntoAProduct() {
        assertTrue(explained("hardsigmoid")
                .contains(
                        "refused  fuse-bias-activation: hardsigmoid of hardsigmoid1 into fc of fc1: its function is not"
                                + " 0 at the zeros of padding lanes"));
        assertTrue(explained("hardswish").contains("fuse-bias-activation: hardswish of hardswish1 into fc of fc1\n"));
    }

    private static String explained(String call) {
        String text = "model Padding { input x: vector[4]  fc(" + UNITS + ") " + call + " }";
        Variant variant = new Variant(Target.VECTOR, Fusion.ALL, Loader.JANINO);
        return String.join("\n", variant.compile(text, false).explanation()) + "\n";
    }
}
