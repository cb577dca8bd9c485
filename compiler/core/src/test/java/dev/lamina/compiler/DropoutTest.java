package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Transform;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What dropout does to numbers: how many it drops, what becomes of the others, and which. */
final class DropoutTest {
    private static final int BATCH = 10;
    private static final int SIZE = 1003;
    private static final int ALL = BATCH * SIZE;

    private static Transform network(Target target, String layers) {
        LoadedNetwork loaded = new Variant(target, Fusion.ALL, Loader.JANINO)
                .load("model Drop { input x: vector[" + SIZE + "]  " + layers + " }");
        return (Transform) loaded.trainer(loaded.newParameters(1), loaded.newTrainingState(), BATCH);
    }

    private static float[] ones() {
        float[] ones = new float[ALL];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static float[] output(Transform network) {
        network.forward(ones(), BATCH);
        float[] output = new float[ALL];
        network.output(output);
        return output;
    }

    /** Of n elements, about n p are dropped, give or take five times the root of n p (1 - p): one time in a million by chance. */
    @ParameterizedTest
    @CsvSource({"VECTOR, 0.1", "VECTOR, 0.4", "SCALAR, 0.5", "SCALAR, 0.9"})
    void anElementIsDroppedWithItsProbabilityAndTheOthersAreScaled(Target target, double probability) {
        float[] output = output(network(target, "dropout(" + probability + ")"));
        int dropped = 0;
        for (float element : output) {
            dropped += element == 0 ? 1 : 0;
            assertTrue(element == 0 || element == (float) (1 / (1 - probability)), "an element is " + element);
        }
        assertEquals(ALL * probability, dropped, 5 * Math.sqrt(ALL * probability * (1 - probability)));
    }

    @Test
    void whatIsDroppedGetsNoGradientAndTheOthersAreScaledAlike() {
        Transform network = network(Target.VECTOR, "dropout(0.3)");
        float[] output = output(network);
        network.backward(ones());
        float[] gradient = new float[ALL];
        network.inputGradient(gradient);
        assertArrayEquals(output, gradient);
    }

    @Test
    void layersSamplesAndStepsDropOtherElements() {
        Transform network = network(Target.VECTOR, "dropout(0.5)  dropout(0.5)");
        float[] first = output(network);
        long kept = count(first);
        assertEquals(ALL / 4.0, (double) kept, 5 * Math.sqrt(ALL * 3 / 16.0)); // ALL / 2 if both dropped the same
        assertFalse(Arrays.equals(Arrays.copyOf(first, SIZE), Arrays.copyOfRange(first, SIZE, 2 * SIZE)));
        assertArrayEquals(first, output(network));
        network.state().advance();
        assertFalse(Arrays.equals(first, output(network)));
    }

    private static long count(float[] elements) {
        int count = 0;
        for (float element : elements) {
            count += element == 0 ? 0 : 1;
        }
        return count;
    }

    @Test
    void withCertaintyNothingIsLeftAndWithoutTrainingNothingIsDropped() {
        Transform network = network(Target.VECTOR, "dropout(1)");
        assertArrayEquals(new float[ALL], output(network));
        network.training(false);
        assertArrayEquals(ones(), output(network));
        float[] predicted = new float[ALL];
        network.predict(ones(), BATCH, predicted);
        assertArrayEquals(ones(), predicted);
    }
}
