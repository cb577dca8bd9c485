package dev.lamina.cli.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numerals read quickly are the floats that Java reads, bit for bit. */
class QuickFloatsTest {

    private final QuickFloats quick = new QuickFloats('.');

    @Test
    void readsWhatJavaReads() {
        for (String text : List.of(
                "0",
                "-0",
                "+7",
                "1.",
                ".5",
                "-.25",
                "1e3",
                "1.5E-7",
                "007",
                "0.1",
                "16777217",
                "123456789012345678",
                "0.000000000000000000000000001",
                "3.4028235e38",
                "1e-45",
                "9007199254740993",
                "0e0",
                "1e+2")) {
            assertSame(text);
        }
    }

    @Test
    void readsRandomNumbersOfEveryLengthAsJavaDoes() {
        Random random = new Random(5);
        int certain = 0;
        for (int i = 0; i < 300_000; i++) {
            double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(12) - 6);
            String text = random.nextBoolean() ? Double.toString(value) : String.format("%." + (i % 20) + "f", value);
            certain += assertSame(text) ? 1 : 0;
        }
        assertTrue(certain > 290_000, "only " + certain + " of 300,000 were read quickly");
    }

    @Test
    void readsNumbersHalfwayBetweenFloatsAsJavaDoes() {
        Random random = new Random(6);
        for (int i = 0; i < 100_000; i++) {
            float low = random.nextFloat();
            double half = ((double) low + Math.nextUp(low)) / 2;
            assertSame(Double.toString(half));
            assertSame(Double.toString(Math.nextUp(half)));
            assertSame(Double.toString(Math.nextDown(half)));
        }
    }

    @Test
    void leavesEverythingElseToOthers() {
        for (String text : List.of(
                "", "-", ".", "+.", "e5", "1e", "1e+", "1.2.3", "1,5", "NaN", "0x1p3", "1f", "- 1", "--1", "1e99",
                "1e-99", "1e1000", "1 2", "\u0661")) {
            assertTrue(Float.isNaN(read(text)), text);
        }
    }

    @Test
    void readsDecimalCommas() {
        assertEquals(5.1f, new QuickFloats(',').read("x5,1".toCharArray(), 1, 4));
    }

    /** Whether it was read quickly; then it must be the same. */
    private boolean assertSame(String text) {
        float value = read(text);
        if (!Float.isNaN(value)) {
            assertEquals((float) Double.parseDouble(text), value, text);
        }
        return !Float.isNaN(value);
    }

    private float read(String text) {
        return quick.read(text.toCharArray(), 0, text.length());
    }
}
