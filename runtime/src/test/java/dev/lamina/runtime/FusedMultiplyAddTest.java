package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That the emulation has the bits of {@link Math#fma(float, float, float)}. {@code -Dlamina.triples=1000000000} tries that many random
 * triples of each kind.
 */
final class FusedMultiplyAddTest {
    private static final int TRIPLES = Integer.getInteger("lamina.triples", 2_000_000);

    private static final float[] SPECIAL = {
        0f,
        1f,
        1.5f,
        3f,
        0x1p-149f,
        0x1.8p-148f,
        0x1p-126f,
        0x1.fffffcp-127f,
        0x1.fffffep127f,
        0x1p127f,
        0x1p-75f,
        0x1p-74f,
        0x1.000002p0f,
        0x1.fffffep0f,
        0x1p24f,
        0x1.fffffep23f,
        0x1p-24f,
        0x1p-25f,
        Float.POSITIVE_INFINITY,
        Float.NaN
    };

    @Test
    void specialNumbersAndTheirNeighboursInAllCombinations() {
        List<Float> numbers = new ArrayList<>();
        for (float special : SPECIAL) {
            for (int away = -1; away <= 1; away++) {
                float near = Float.intBitsToFloat(Float.floatToRawIntBits(special) + away);
                numbers.add(near);
                numbers.add(-near);
            }
        }
        for (float a : numbers) {
            for (float b : numbers) {
                for (float c : numbers) {
                    assertSameBits(a, b, c);
                }
            }
        }
    }

    @Test
    void randomBits() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < TRIPLES; i++) {
            assertSameBits(
                    Float.intBitsToFloat(random.nextInt()),
                    Float.intBitsToFloat(random.nextInt()),
                    Float.intBitsToFloat(random.nextInt()));
        }
    }

    /** Sums whose parts overlap or nearly so, where rounding twice and rounding once differ. */
    @Test
    void sumsOfNumbersOfSimilarSize() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < TRIPLES; i++) {
            float a = number(random, 24, 0);
            float b = number(random, 24, 0);
            assertSameBits(a, b, number(random, 24, random.nextInt(-60, 61)));
        }
    }

    /** The product is half of the last place of c, and a little more or less. */
    @Test
    void sumsNearTheMiddleBetweenTwoFloats() {
        SplittableRandom random = new SplittableRandom(3);
        int differ = 0;
        for (int i = 0; i < TRIPLES; i++) {
            float c = number(random, 24, 0);
            float half = Math.ulp(c) * (random.nextBoolean() ? 0.5f : 1.5f);
            int bits = random.nextInt(0, 24);
            float a = 1 + (random.nextBoolean() ? 1 : -0.5f) * (float) Math.scalb(1.0, -bits);
            float b = half * (1 + (random.nextBoolean() ? 1 : -0.5f) * (float) Math.scalb(1.0, -random.nextInt(0, 24)));
            assertSameBits(a, b, c);
            assertSameBits(-a, b, c);
            differ += differsIfRoundedTwice(a, b, c) ? 1 : 0;
        }
        // Products of 1 + 2^-23 and 1 - 2^-24 are less than 2^-46 from 1.
        SplittableRandom few = new SplittableRandom(4);
        for (int i = 0; i < TRIPLES; i++) {
            float c = number(few, 24, 0);
            float a = 1 + few.nextInt(-2, 3) * 0x1p-23f;
            float b = Math.ulp(c) * 0.5f * (1 - few.nextInt(-2, 3) * 0x1p-24f);
            assertSameBits(a, b, c);
            differ += differsIfRoundedTwice(a, b, c) ? 1 : 0;
        }
        assertTrue(differ > 0, "no triple needs the repair");
    }

    /** Results with fewer bits than a normal float, down to none. */
    @Test
    void subnormalResults() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < TRIPLES; i++) {
            float a = number(random, 24, random.nextInt(-80, -60));
            float b = number(random, 1 + random.nextInt(24), random.nextInt(-90, -60));
            float c = random.nextInt(1 << random.nextInt(25)) * Float.MIN_VALUE;
            assertSameBits(a, b, c);
            assertSameBits(a, -b, c);
            assertSameBits(0x1p-75f * random.nextInt(1, 8), 0x1p-75f * random.nextInt(1, 8), c);
        }
    }

    @Test
    void resultsThatOverflow() {
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < TRIPLES; i++) {
            float a = number(random, 24, 63);
            float b = number(random, 24, 63);
            assertSameBits(a, b, number(random, 24, random.nextInt(90, 127)));
            assertSameBits(a, b, Math.copySign(Float.MAX_VALUE, number(random, 24, 0)));
        }
    }

    @Test
    void theInstructionIsFoundWhereTheJvmUsesIt() {
        String uses = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("UseFMA")
                .getValue();
        assertEquals(uses, String.valueOf(FusedMultiplyAdd.IS_INSTRUCTION));
    }

    /** The factors have different signs and sizes, so that another order or another rounding of the sums has other bits. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
    void productsAreAddedInOrderWithOneRoundingEach(int count) throws ReflectiveOperationException {
        Class<?>[] types = new Class<?>[1 + 2 * count];
        Arrays.fill(types, float.class);
        Method addProducts = Numbers.class.getMethod("addProducts", types);
        SplittableRandom random = new SplittableRandom(count);
        for (int i = 0; i < 1000; i++) {
            Object[] arguments = new Object[1 + 2 * count];
            Arrays.setAll(arguments, argument -> number(random, 24, random.nextInt(-3, 4)));
            float expected = (float) arguments[0];
            for (int product = 0; product < count; product++) {
                expected = Math.fma((float) arguments[1 + 2 * product], (float) arguments[2 + 2 * product], expected);
            }
            assertEquals(expected, (float) addProducts.invoke(null, arguments), Arrays.toString(arguments));
        }
    }

    private static boolean differsIfRoundedTwice(float a, float b, float c) {
        return (float) ((double) a * b + c) != Math.fma(a, b, c);
    }

    /** A random sign and a random fraction of that many bits, between 2^exponent and twice that. */
    private static float number(SplittableRandom random, int bits, int exponent) {
        int fraction = random.nextInt() & ~((1 << 24 - bits) - 1) & 0x7FFFFF;
        return Float.intBitsToFloat(random.nextInt() & Integer.MIN_VALUE | exponent + 127 << 23 | fraction);
    }

    private static void assertSameBits(float a, float b, float c) {
        int expected = Float.floatToIntBits(Math.fma(a, b, c));
        int emulated = Float.floatToIntBits(FusedMultiplyAdd.emulated(a, b, c));
        if (expected != emulated) {
            fail(String.format(
                    "fma(%a, %a, %a) is %a, not %a", a, b, c, Math.fma(a, b, c), FusedMultiplyAdd.emulated(a, b, c)));
        }
    }

    /** Below the middle by 2^-70 of c, which the double has lost: it is half-way, and rounds to the even float above. */
    @Test
    void theRepairIsNeeded() {
        float a = 1 + 0x1p-23f;
        float b = 0x1p-24f * (1 - 0x1p-23f);
        float c = 1 + 0x1p-23f;
        assertEquals(1 + 0x1p-22f, (float) ((double) a * b + c));
        assertEquals(c, Math.fma(a, b, c));
        assertEquals(c, FusedMultiplyAdd.emulated(a, b, c));
    }
}
