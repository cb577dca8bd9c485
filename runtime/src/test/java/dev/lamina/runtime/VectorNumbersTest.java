package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That {@link VectorNumbers} gives the bits of {@link Numbers}. */
class VectorNumbersTest {
    private interface FloatFunction {
        float of(float x);
    }

    private interface Loop {
        void run(float[] from, float[] to);
    }

    @Test
    void expHasTheBitsOfTheScalar() {
        assertSameBits((from, to) -> VectorNumbers.exp(from, 0, to, 0, from.length), Numbers::exp);
    }

    @Test
    void tanhHasTheBitsOfTheScalar() {
        assertSameBits((from, to) -> VectorNumbers.tanh(from, 0, to, 0, from.length), Numbers::tanh);
    }

    @Test
    void sigmoidHasTheBitsOfTheScalar() {
        assertSameBits((from, to) -> VectorNumbers.sigmoid(from, 0, to, 0, from.length), Numbers::sigmoid);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 16, 33})
    void rangesEndWhereTheyShould(int length) {
        float[] from = new float[60];
        float[] to = new float[60];
        Arrays.fill(from, 0.5f);
        VectorNumbers.exp(from, 3, to, 11, length);
        for (int i = 0; i < to.length; i++) {
            assertEquals(i < 11 || i >= 11 + length ? 0 : Numbers.exp(0.5f), to[i]);
        }
        VectorNumbers.tanh(from, 3, from, 3, length);
        VectorNumbers.sigmoid(from, 3, from, 3, length);
        for (int i = 0; i < from.length; i++) {
            assertEquals(i < 3 || i >= 3 + length ? 0.5f : Numbers.sigmoid(Numbers.tanh(0.5f)), from[i]);
        }
    }

    private static void assertSameBits(Loop vector, FloatFunction scalar) {
        float[] results = new float[FloatSamples.BATCH];
        FloatSamples.forEach(FloatSamples.STRIDE, batch -> {
            vector.run(batch, results);
            for (int i = 0; i < batch.length; i++) {
                float x = batch[i];
                float expected = scalar.of(x);
                // One NaN is as good as another, and zeros differ.
                if (Float.floatToIntBits(results[i]) != Float.floatToIntBits(expected)) {
                    fail("of " + x + ": " + results[i] + ", not " + expected);
                }
            }
        });
    }
}
