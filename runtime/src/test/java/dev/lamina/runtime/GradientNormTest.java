package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The norm against exact arithmetic, and that parts give the bits of the whole. */
class GradientNormTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 4095, 4096, 4097, 20_000})
    void itIsTheRootOfTheSumOfSquares(int length) {
        float[] values = values(length);
        BigDecimal sum = BigDecimal.ZERO;
        for (float each : values) {
            sum = sum.add(new BigDecimal(each).pow(2));
        }
        double exact = sum.sqrt(MathContext.DECIMAL64).doubleValue();
        assertEquals(exact, GradientNorm.of(values), 1e-13 * exact);
    }

    @Test
    void partsGiveTheBitsOfTheWhole() {
        float[] values = values(20_000);
        double[] sums = new double[GradientNorm.blocks(values.length)];
        assertEquals(5, sums.length);
        GradientNorm.squares(values, 3, 5, sums);
        GradientNorm.squares(values, 0, 3, sums);
        assertEquals(GradientNorm.of(values), GradientNorm.of(sums));
    }

    private static float[] values(int length) {
        Random random = new Random(length);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.exp(5 * random.nextGaussian()));
        }
        return values;
    }
}
