package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bounds that {@link Numbers} states, and its special cases. */
class NumbersTest {
    private interface FloatFunction {
        float of(float x);
    }

    @Test
    void powersAreWithinTheirBound() {
        for (double base : new double[] {0.5, 0.9, 0.95, 0.999, 0.99999, 1}) {
            for (long exponent : new long[] {0, 1, 2, 3, 7, 10, 100, 1023, 4097, 1_000_000, 1L << 40}) {
                double exact = StrictMath.pow(base, (double) exponent);
                double power = Numbers.power(base, exponent);
                assertEquals(exact, power, (double) exponent * Math.ulp(exact), base + " to the power of " + exponent);
            }
        }
    }

    @Test
    void expIsWithinItsBound() {
        assertWithin(0.91, Numbers::exp, StrictMath::exp, true);
    }

    @Test
    void logIsWithinItsBound() {
        assertWithin(0.51, Numbers::log, StrictMath::log, false);
    }

    @Test
    void tanhIsWithinItsBound() {
        assertWithin(1.97, Numbers::tanh, StrictMath::tanh, false);
    }

    @Test
    void sigmoidIsWithinItsBound() {
        assertWithin(1.97, Numbers::sigmoid, x -> 1 / (1 + StrictMath.exp(-x)), false);
    }

    @Test
    void infinitiesHaveTheirLimits() {
        assertEquals(Float.POSITIVE_INFINITY, Numbers.exp(Float.POSITIVE_INFINITY));
        assertEquals(0, Numbers.exp(Float.NEGATIVE_INFINITY));
        assertEquals(1, Numbers.tanh(Float.POSITIVE_INFINITY));
        assertEquals(-1, Numbers.tanh(Float.NEGATIVE_INFINITY));
        assertEquals(1, Numbers.sigmoid(Float.POSITIVE_INFINITY));
        assertEquals(0, Numbers.sigmoid(Float.NEGATIVE_INFINITY));
        assertEquals(Float.NEGATIVE_INFINITY, Numbers.log(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x7FC00000, 0x7F800001, 0xFFC12345, 0x7FFFFFFF})
    void notANumberStaysNotANumber(int bits) {
        float nan = Float.intBitsToFloat(bits);
        assertTrue(Float.isNaN(Numbers.exp(nan)) && Float.isNaN(Numbers.log(nan)));
        assertTrue(Float.isNaN(Numbers.tanh(nan)) && Float.isNaN(Numbers.sigmoid(nan)));
    }

    @Test
    void theMiddleIsExact() {
        assertEquals(1, Numbers.exp(0));
        assertEquals(0.5f, Numbers.sigmoid(0));
        assertEquals(Float.floatToRawIntBits(-0f), Float.floatToRawIntBits(Numbers.tanh(-0f)));
    }

    @Test
    void tanhIsOdd() {
        FloatSamples.forEach(100_003, batch -> {
            for (float x : batch) {
                assertEquals(-Numbers.tanh(x), Numbers.tanh(-x), () -> "tanh(" + x + ")");
            }
        });
    }

    @Test
    void exponentialsEndWhereTheySay() {
        assertTrue(Float.isFinite(Numbers.exp(Numbers.EXP_MOST)));
        assertEquals(Float.POSITIVE_INFINITY, Numbers.exp(Math.nextUp(Numbers.EXP_MOST)));
        assertTrue(Numbers.exp(Numbers.EXP_LEAST) >= Float.MIN_NORMAL);
        assertEquals(0, Numbers.exp(Math.nextDown(Numbers.EXP_LEAST)));
        assertEquals(Float.MIN_VALUE, Numbers.sigmoid(-103.9f));
        assertEquals(0, Numbers.sigmoid(Numbers.SIGMOID_LEAST));
    }

    private static void assertWithin(double bound, FloatFunction tried, DoubleUnaryOperator exact, boolean flushes) {
        double[] worst = new double[1];
        float[] place = new float[1];
        FloatSamples.forEach(FloatSamples.STRIDE, batch -> {
            for (float x : batch) {
                double error = error(tried.of(x), exact.applyAsDouble(x), flushes);
                if (error > worst[0]) {
                    worst[0] = error;
                    place[0] = x;
                }
            }
        });
        String found = "the largest error is " + worst[0] + " ulp, at " + place[0];
        assertTrue(worst[0] <= bound, found);
        assertTrue(worst[0] > bound / 2, "the stated bound is far from what is met: " + found);
    }

    /** The error in ulps of the exact result; where a float cannot tell, right is 0 and wrong is infinite. */
    private static double error(float tried, double exact, boolean flushes) {
        float nearest = (float) exact;
        if (Double.isNaN(exact) || Float.isInfinite(nearest)) {
            return Float.compare(tried, nearest) == 0 ? 0 : Double.POSITIVE_INFINITY;
        }
        if (flushes && exact < Float.MIN_NORMAL) {
            return tried == 0 ? 0 : Double.POSITIVE_INFINITY;
        }
        double error = Math.abs(tried - exact) / Math.ulp(nearest);
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }
}
