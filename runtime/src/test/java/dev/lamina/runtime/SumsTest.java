package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That {@link Sums} and {@link VectorSums} add every row once, in order, and write nothing else. */
class SumsTest {
    private static final int FROM = 3;
    private static final int TO = 5;

    @FunctionalInterface
    private interface Pixels {
        void sum(float[] to, int first, int end);
    }

    private static float[] numbers(int count) {
        Random random = new Random(7);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] =
                    (random.nextFloat() - 0.5f) * (1 << random.nextInt(20)); // so that another order has other bits
        }
        return numbers;
    }

    /** Two samples of 3 x 4 pixels in a border, each pixel 80 floats apart. */
    @ParameterizedTest
    @CsvSource({"0, 1", "0, 3", "0, 6", "2, 9", "0, 8", "0, 16", "16, 80", "3, 77", "0, 0", "64, 80"})
    void pixelsAreAddedInTheirOrder(int first, int end) {
        int column = 80;
        int row = 6 * column;
        int sample = 5 * row;
        int skipped = row + column;
        float[] from = numbers(FROM + 2 * sample);
        float[] expected = new float[TO + 80];
        for (int i = first; i < end; i++) {
            for (int n = 0; n < 2; n++) {
                for (int r = 0; r < 3; r++) {
                    for (int c = 0; c < 4; c++) {
                        expected[TO + i] += from[FROM + skipped + n * sample + r * row + c * column + i];
                    }
                }
            }
        }
        assertGives(
                expected,
                first,
                end,
                (to, a, b) -> Sums.pixels(from, FROM, to, TO, a, b, skipped, 2, sample, 3, row, 4, column),
                (to, a, b) -> VectorSums.pixels(from, FROM, to, TO, a, b, skipped, 2, sample, 3, row, 4, column));
    }

    @ParameterizedTest
    @CsvSource({"0, 96", "32, 48", "0, 10"})
    void rowsAreAddedInTheirOrder(int first, int end) {
        int rows = 33;
        float[] from = numbers(FROM + rows * 96);
        float[] expected = new float[TO + 96];
        for (int i = first; i < end; i++) {
            for (int r = 0; r < rows; r++) {
                expected[TO + i] += from[FROM + r * 96 + i];
            }
        }
        assertGives(
                expected,
                first,
                end,
                (to, a, b) -> Sums.rows(from, FROM, to, TO, a, b, rows, 96),
                (to, a, b) -> VectorSums.rows(from, FROM, to, TO, a, b, rows, 96));
    }

    @ParameterizedTest
    @CsvSource({"0, 32", "16, 32", "0, 20"})
    void stepsAreAddedInTheirOrder(int first, int end) {
        float[] from = numbers(FROM + 3 * 200);
        float[] expected = new float[TO + 32];
        for (int i = first; i < end; i++) {
            for (int n = 0; n < 3; n++) {
                for (int t = 0; t < 5; t++) {
                    expected[TO + i] += from[FROM + n * 200 + t * 32 + i];
                }
            }
        }
        assertGives(
                expected,
                first,
                end,
                (to, a, b) -> Sums.steps(from, FROM, to, TO, a, b, 3, 200, 5, 32),
                (to, a, b) -> VectorSums.steps(from, FROM, to, TO, a, b, 3, 200, 5, 32));
    }

    @Test
    void aSumOfNoRowsIsZero() {
        float[] expected = new float[TO + 24];
        assertGives(
                expected,
                0,
                24,
                (to, a, b) -> Sums.rows(new float[0], 0, to, TO, a, b, 0, 24),
                (to, a, b) -> VectorSums.rows(new float[0], 0, to, TO, a, b, 0, 24));
    }

    private static void assertGives(float[] expected, int first, int end, Pixels... sums) {
        for (Pixels sum : sums) {
            float[] to = new float[expected.length];
            Arrays.fill(to, TO + first, TO + end, Float.NaN); // what was there before does not count
            sum.sum(to, first, end);
            for (int i = 0; i < to.length; i++) {
                assertEquals(Float.floatToRawIntBits(expected[i]), Float.floatToRawIntBits(to[i]), "sum " + (i - TO));
            }
        }
    }
}
