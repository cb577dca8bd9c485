package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The values that each rule gives. */
class InitializerTest {
    private static final int[] SHAPE = {40, 30, 5, 5};
    private static final double FAN_IN = 30 * 25;
    private static final double FAN_OUT = 40 * 25;

    static Stream<Arguments> uniforms() {
        return Stream.of(
                Arguments.of(Initializer.uniform(0.25f), 0.25),
                Arguments.of(Initializer.glorotUniform(), Math.sqrt(6 / (FAN_IN + FAN_OUT))),
                Arguments.of(Initializer.heUniform(), Math.sqrt(6 / FAN_IN)));
    }

    static Stream<Arguments> normals() {
        return Stream.of(
                Arguments.of(Initializer.normal(0.25f), 0.25),
                Arguments.of(Initializer.glorotNormal(), Math.sqrt(2 / (FAN_IN + FAN_OUT))),
                Arguments.of(Initializer.heNormal(), Math.sqrt(2 / FAN_IN)));
    }

    @ParameterizedTest
    @MethodSource("uniforms")
    void uniformRulesFillTheirRange(Initializer rule, double bound) {
        float[] values = values(rule, "conv1.weight", 1);
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertTrue(largest <= (float) bound && largest > 0.999 * bound, "largest " + largest + " of " + bound);
        assertEquals(bound / Math.sqrt(3), deviation(values), 0.02 * bound);
        assertEquals(0, mean(values), 0.02 * bound);
    }

    @ParameterizedTest
    @MethodSource("normals")
    void normalRulesHaveTheirDeviation(Initializer rule, double deviation) {
        float[] values = values(rule, "conv1.weight", 1);
        assertEquals(deviation, deviation(values), 0.02 * deviation);
        assertEquals(0, mean(values), 0.02 * deviation);
        long within = 0;
        for (float value : values) {
            within += Math.abs(value) < deviation ? 1 : 0;
        }
        assertEquals(0.6827, within / (double) values.length, 0.01);
    }

    @Test
    void valuesDependOnSeedAndNameAlone() {
        Initializer rule = Initializer.uniform(1);
        assertArrayEquals(values(rule, "fc1.weight", 1), values(Initializer.uniform(1), "fc1.weight", 1));
        assertFalse(Arrays.equals(values(rule, "fc1.weight", 1), values(rule, "fc1.weight", 2)));
        assertFalse(Arrays.equals(values(rule, "fc1.weight", 1), values(rule, "fc2.weight", 1)));
    }

    @Test
    void theValuesNeverChange() {
        float[] uniform = Initializer.uniform(1).values("fc1.weight", new int[] {3}, 3, 7);
        assertArrayEquals(new float[] {0.6526339f, -0.17281449f, 0.6817626f}, uniform);
        float[] normal = Initializer.normal(1).values("fc1.weight", new int[] {3}, 3, 7);
        assertArrayEquals(new float[] {0.37660018f, 0.8273076f, 0.4845544f}, normal);
        float[] orthogonal = Initializer.orthogonal().values("fc1.weight", new int[] {2, 2}, 4, 7);
        assertArrayEquals(new float[] {0.41430548f, 0.9101379f, 0.9101379f, -0.41430548f}, orthogonal);
    }

    @Test
    void constantsAreConstant() {
        assertArrayEquals(new float[] {3, 3}, Initializer.constant(3).values("b", new int[] {2}, 2, 1));
        assertArrayEquals(new float[] {0, 0}, Initializer.zeros().values("b", new int[] {2}, 2, 1));
    }

    @Test
    void aWideMatrixHasOrthonormalRows() {
        float[] values = Initializer.orthogonal().values("w", new int[] {7, 4, 5}, 140, 3);
        assertOrthonormal(values, 7, 20, 20, 1);
    }

    @Test
    void aTallMatrixHasOrthonormalColumns() {
        float[] values = Initializer.orthogonal().values("w", new int[] {20, 7}, 140, 3);
        assertOrthonormal(values, 7, 20, 1, 7);
    }

    @Test
    void aRuleThatCountsInputsNeedsTwoAxes() {
        TensorView bias = TensorView.dense("fc1.bias", new int[] {5}, 0);
        Exception e = assertThrows(IllegalArgumentException.class, () -> bias.initialized(Initializer.glorotUniform()));
        assertEquals("fc1.bias has 1 axes, but its rule for initial values needs at least two", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> bias.initialized(Initializer.orthogonal()));
    }

    /** The products of all pairs of vectors, whose elements are {@code along} apart and starts {@code across}. */
    private static void assertOrthonormal(float[] values, int vectors, int length, int across, int along) {
        for (int v = 0; v < vectors; v++) {
            for (int w = 0; w <= v; w++) {
                double product = 0;
                for (int i = 0; i < length; i++) {
                    product += (double) values[v * across + i * along] * values[w * across + i * along];
                }
                // Elements are rounded to floats, at most 2^-25 each.
                assertEquals(v == w ? 1 : 0, product, 1e-6);
            }
        }
    }

    private static float[] values(Initializer rule, String name, long seed) {
        return rule.values(name, SHAPE, 40 * 30 * 25, seed);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double deviation(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares / values.length);
    }
}
