package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SmallAnglesTest {

    @Test
    void sineAndCosineHaveTheBitsOfStrictMath() {
        DoubleStream angles = DoubleStream.concat(
                DoubleStream.iterate(-100_000, i -> i <= 100_000, i -> i + 1).map(i -> i * (Math.PI / 4) / 100_000),
                DoubleStream.of(0.0, -0.0, 1e-300, 0x1p-27, 0x1.fffffp-28, 0.3, 0.29999999, 0.78125, 0.7812499999));
        angles.forEach(angle -> {
            assertEquals(bits(StrictMath.sin(angle)), bits(SmallAngles.sin(angle)), () -> "sin " + angle);
            assertEquals(bits(StrictMath.cos(angle)), bits(SmallAngles.cos(angle)), () -> "cos " + angle);
        });
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }
}
