package dev.lamina.runtime;

/**
 * Products and sums with one rounding, on processors that have no instruction for them.
 *
 * <p>There {@link Math#fma(float, float, float)} computes with {@link java.math.BigDecimal}: one call takes 300 ns to 300 microseconds
 * instead of 0.1 to 30 ns. {@link #emulated} gives the same bits in 1 to 5 ns.
 */
final class FusedMultiplyAdd {

    /** Whether {@link Math#fma(float, float, float)} is an instruction in this JVM. */
    static final boolean IS_INSTRUCTION = isInstruction();

    private static final int CALLS = 16;
    private static final int ROUNDS = 4;

    /** 125 ns a call. An instruction takes 20 to 50 ns even in the interpreter, and BigDecimal 300 ns even when compiled by C2. */
    private static final long LONGEST = CALLS * 125L;

    /** The last 29 bits of a double are those that a float does not have. */
    private static final long LOST_BITS = (1L << 29) - 1;

    private static final long HALF_WAY = 1L << 28;

    /** The bits of {@link Float#MIN_NORMAL} as a double, without the sign. */
    private static final long NORMAL = 0x381L << 52;

    private FusedMultiplyAdd() {}

    /**
     * Measures, because nothing tells: the JVM reports its use of the instruction only through {@code jdk.management}, which may be absent
     * and takes longer to load than these calls. The shortest round counts, since a round may be interrupted.
     */
    private static boolean isInstruction() {
        float sum = 1;
        for (int round = 0; round < ROUNDS; round++) {
            long plainStart = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                sum = roundedTwice(sum, 0.3f, i);
            }
            long start = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                sum = Math.fma(sum, 0.3f, i);
            }
            // Relative too: an emulated processor may need more than 125 ns to interpret any call.
            long longest = Math.max(LONGEST, 4 * (start - plainStart));
            if (System.nanoTime() - start <= longest) {
                return !Float.isNaN(sum); // always true; the sum is used, so that no compiler removes the calls
            }
        }
        return false;
    }

    private static float roundedTwice(float a, float b, float c) {
        return a * b + c;
    }

    /** As {@link Math#fma(float, float, float)}: {@code a * b + c}, rounded once. */
    static float emulated(float a, float b, float c) {
        double product = (double) a * b; // exact: twice 24 bits are less than 53
        double sum = product + c;
        long bits = Double.doubleToRawLongBits(sum);
        boolean halfWay = (bits & LOST_BITS) == HALF_WAY;
        // Unsigned, and 0 becomes the greatest: a subnormal float has fewer bits, so its half-way cases lie elsewhere.
        boolean subnormal = (bits & Long.MAX_VALUE) - 1 + Long.MIN_VALUE < NORMAL - 1 + Long.MIN_VALUE;
        return halfWay || subnormal ? repaired(product, c, sum, bits) : (float) sum;
    }

    /**
     * Rounds a sum of doubles to a float as if it had not been rounded to a double before. That goes wrong only where the double is half-way
     * between two floats and the exact sum is not. So the exact sum is rounded to odd: if it is no double, to that neighbour whose last bit is
     * 1, which is never half-way (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums", 2008).
     */
    private static float repaired(double product, double c, double sum, long bits) {
        double rest = sum - product;
        double error = (product - (sum - rest)) + (c - rest); // exact, by Knuth's two-sum
        boolean even = (bits & 1) == 0;
        if (even && error != 0) {
            return (float) Double.longBitsToDouble(error > 0 == sum > 0 ? bits + 1 : bits - 1);
        }
        return (float) sum;
    }
}
