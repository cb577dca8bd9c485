package dev.lamina.runtime;

/**
 * Elementary functions of a float, the same bits on every machine.
 *
 * <p>They are made of additions, products, quotients, fused multiply-adds and the bits of a float, so that
 * {@link VectorNumbers} can give the same bits lane by lane. Each states its largest error over all 2^32 floats, in units in
 * the last place of the result, measured against {@link StrictMath} in double. NaN gives NaN.
 */
public final class Numbers {

    /** Above, exp overflows: the largest float whose exp is finite. */
    static final float EXP_MOST = 0x1.62e42ep6f;

    /** Below, exp is subnormal: the smallest float whose exp is a normal number. */
    static final float EXP_LEAST = -0x1.5d589ep6f;

    /** Below, sigmoid rounds to 0. */
    static final float SIGMOID_LEAST = -104;

    /** From here on, tanh rounds to 1. */
    static final float TANH_MOST = 10;

    static final float LOG2_E = 0x1.715476p0f;

    /**
     * Adding this rounds to a whole number n, and leaves n + 127 in the low bits: the exponent of 2^n, once they are shifted
     * to where a float has it.
     */
    static final float ROUNDER = 0x1.8p23f + 127;

    /** As {@link #ROUNDER}, for 2^n times 2^64: then powers of two whose results are subnormal have an exponent too. */
    static final float RAISED_ROUNDER = ROUNDER + 64;

    static final float LOWERED = 0x1p-64f;

    static final int FRACTION_BITS = 23;
    static final int ONE_BITS = 127 << FRACTION_BITS;
    static final int SIGN_BIT = 1 << 31;

    // ln 2 in two parts, the upper with so few bits that its products with the whole numbers met here are exact.
    static final float LN2_UPPER = 0x1.62ep-1f;
    static final float LN2_LOWER = 0x1.0bfbe8p-15f;

    // exp(r) = 1 + r + r^2 (E2 + E3 r + ...) for |r| <= ln 2 / 2, fitted for the least relative error, 2^-28.2.
    static final float E2 = 0x1.fffffcp-2f;
    static final float E3 = 0x1.555492p-3f;
    static final float E4 = 0x1.5558b0p-5f;
    static final float E5 = 0x1.12398ep-7f;
    static final float E6 = 0x1.6a4d60p-10f;

    // exp(r) - 1 = r + r^2 (M2 + M3 r + ...) for the same r, fitted for the least relative error, 2^-26.1.
    static final float M2 = 0x1.fffffep-2f;
    static final float M3 = 0x1.5554b4p-3f;
    static final float M4 = 0x1.5556f2p-5f;
    static final float M5 = 0x1.12254ap-7f;
    static final float M6 = 0x1.6b9c68p-10f;

    private Numbers() {}

    /**
     * {@code a * b + c}, rounded once: the bits of {@link Math#fma(float, float, float)}, fast on processors without that instruction too.
     */
    public static float fma(float a, float b, float c) {
        return FusedMultiplyAdd.IS_INSTRUCTION ? Math.fma(a, b, c) : FusedMultiplyAdd.emulated(a, b, c);
    }

    /**
     * A sum and two products, added in this order, each rounded once: {@code fma(a1, b1, fma(a0, b0, sum))}. The methods of this name ask only
     * once whether there is the instruction: the first calls of a network are interpreted, and a third of their time was that question.
     */
    public static float addProducts(float sum, float a0, float b0, float a1, float b1) {
        return FusedMultiplyAdd.IS_INSTRUCTION
                ? Math.fma(a1, b1, Math.fma(a0, b0, sum))
                : fma(a1, b1, fma(a0, b0, sum));
    }

    /** A sum and three products, as above. */
    public static float addProducts(float sum, float a0, float b0, float a1, float b1, float a2, float b2) {
        return FusedMultiplyAdd.IS_INSTRUCTION
                ? Math.fma(a2, b2, Math.fma(a1, b1, Math.fma(a0, b0, sum)))
                : fma(a2, b2, addProducts(sum, a0, b0, a1, b1));
    }

    /** A sum and four products, as above. */
    public static float addProducts(
            float sum, float a0, float b0, float a1, float b1, float a2, float b2, float a3, float b3) {
        return FusedMultiplyAdd.IS_INSTRUCTION
                ? Math.fma(a3, b3, Math.fma(a2, b2, Math.fma(a1, b1, Math.fma(a0, b0, sum))))
                : addProducts(addProducts(sum, a0, b0, a1, b1), a2, b2, a3, b3);
    }

    /** A sum and five products, as above. */
    public static float addProducts(
            float sum,
            float a0,
            float b0,
            float a1,
            float b1,
            float a2,
            float b2,
            float a3,
            float b3,
            float a4,
            float b4) {
        return FusedMultiplyAdd.IS_INSTRUCTION
                ? Math.fma(a4, b4, Math.fma(a3, b3, Math.fma(a2, b2, Math.fma(a1, b1, Math.fma(a0, b0, sum)))))
                : fma(a4, b4, addProducts(sum, a0, b0, a1, b1, a2, b2, a3, b3));
    }

    /** A sum and six products, as above. */
    public static float addProducts(
            float sum,
            float a0,
            float b0,
            float a1,
            float b1,
            float a2,
            float b2,
            float a3,
            float b3,
            float a4,
            float b4,
            float a5,
            float b5) {
        return FusedMultiplyAdd.IS_INSTRUCTION
                ? Math.fma(
                        a5,
                        b5,
                        Math.fma(a4, b4, Math.fma(a3, b3, Math.fma(a2, b2, Math.fma(a1, b1, Math.fma(a0, b0, sum))))))
                : addProducts(addProducts(sum, a0, b0, a1, b1, a2, b2, a3, b3), a4, b4, a5, b5);
    }

    /** A sum and seven products, as above. */
    public static float addProducts(
            float sum,
            float a0,
            float b0,
            float a1,
            float b1,
            float a2,
            float b2,
            float a3,
            float b3,
            float a4,
            float b4,
            float a5,
            float b5,
            float a6,
            float b6) {
        return FusedMultiplyAdd.IS_INSTRUCTION
                ? Math.fma(
                        a6,
                        b6,
                        Math.fma(
                                a5,
                                b5,
                                Math.fma(
                                        a4,
                                        b4,
                                        Math.fma(a3, b3, Math.fma(a2, b2, Math.fma(a1, b1, Math.fma(a0, b0, sum)))))))
                : addProducts(addProducts(sum, a0, b0, a1, b1, a2, b2, a3, b3), a4, b4, a5, b5, a6, b6);
    }

    /** A sum and eight products, as above. */
    public static float addProducts(
            float sum,
            float a0,
            float b0,
            float a1,
            float b1,
            float a2,
            float b2,
            float a3,
            float b3,
            float a4,
            float b4,
            float a5,
            float b5,
            float a6,
            float b6,
            float a7,
            float b7) {
        return FusedMultiplyAdd.IS_INSTRUCTION
                ? Math.fma(
                        a7,
                        b7,
                        Math.fma(
                                a6,
                                b6,
                                Math.fma(
                                        a5,
                                        b5,
                                        Math.fma(
                                                a4,
                                                b4,
                                                Math.fma(
                                                        a3,
                                                        b3,
                                                        Math.fma(a2, b2, Math.fma(a1, b1, Math.fma(a0, b0, sum))))))))
                : addProducts(addProducts(sum, a0, b0, a1, b1, a2, b2, a3, b3), a4, b4, a5, b5, a6, b6, a7, b7);
    }

    /**
     * base^exponent for an exponent of at least 0, by repeated squaring: the same bits everywhere, within {@code exponent} units in the last
     * place. {@link StrictMath#pow} makes objects until the just-in-time compiler has removed them.
     */
    public static double power(double base, long exponent) {
        double power = 1;
        double square = base;
        for (long rest = exponent; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                power *= square;
            }
            square *= square;
        }
        return power;
    }

    /** Whether no number from place {@code from} to below {@code to} is NaN or infinite. */
    public static boolean allFinite(float[] values, int from, int to) {
        // 0 times a finite number is 0; of NaN or infinity it is NaN, which a sum keeps.
        float sum = 0;
        int i = from;
        for (; i <= to - 8; i += 8) {
            sum += (values[i] * 0f + values[i + 1] * 0f + (values[i + 2] * 0f + values[i + 3] * 0f))
                    + (values[i + 4] * 0f + values[i + 5] * 0f + (values[i + 6] * 0f + values[i + 7] * 0f));
        }
        for (; i < to; i++) {
            sum += values[i] * 0f;
        }
        return sum == 0;
    }

    /** e to the x, within 0.91 ulp. Results that would be subnormal (x below -87.33655) are 0. */
    public static float exp(float x) {
        // x = n ln 2 + r, so e^x = 2^n e^r.
        float rounded = fma(x, LOG2_E, ROUNDER);
        float p = expNearZero(remainder(x, rounded - ROUNDER));
        // Not a product: 2^n alone would overflow for the largest x.
        int exponent = (Float.floatToRawIntBits(rounded) << FRACTION_BITS) - ONE_BITS;
        float power = Float.intBitsToFloat(Float.floatToRawIntBits(p) + exponent);
        power = x > EXP_MOST ? Float.POSITIVE_INFINITY : power;
        power = x < EXP_LEAST ? 0 : power;
        return Float.isNaN(x) ? x : power;
    }

    /** The natural logarithm, within 0.51 ulp. */
    public static float log(float x) {
        return (float) StrictMath.log(x);
    }

    /** The hyperbolic tangent, within 1.97 ulp; odd, so -0 gives -0. */
    public static float tanh(float x) {
        float size = Math.abs(x);
        size = size > TANH_MOST ? TANH_MOST : size;
        float y = size * -2;
        float rounded = fma(y, LOG2_E, ROUNDER);
        float r = remainder(y, rounded - ROUNDER);
        float p = fma(r, M6, M5);
        p = fma(p, r, M4);
        p = fma(p, r, M3);
        p = fma(p, r, M2);
        p = fma(p * r, r, r);
        // e^y = s (1 + p), so tanh = (1 - s - s p) / (1 + s + s p), with one rounding above and one below. The same
        // with e^-y
        // has larger errors.
        float s = powerOfTwo(rounded);
        float quotient = fma(-s, p, -s + 1) / fma(s, p, s + 1);
        int sign = Float.floatToRawIntBits(x) & SIGN_BIT;
        return Float.intBitsToFloat(Float.floatToRawIntBits(quotient) | sign);
    }

    /** 1 / (1 + e^-x), within 1.97 ulp, subnormal results too. */
    public static float sigmoid(float x) {
        // e^-|x| is at most 1, so that nothing overflows and what rounding 1 + e adds to it is known: it is taken back.
        float y = -Math.abs(x);
        y = y < SIGMOID_LEAST ? SIGMOID_LEAST : y;
        float rounded = fma(y, LOG2_E, RAISED_ROUNDER);
        float e = expNearZero(remainder(y, rounded - RAISED_ROUNDER)) * powerOfTwo(rounded) * LOWERED;
        float below = e + 1;
        float added = below - 1 - e;
        float quotient = (x >= 0 ? 1 : e) / below;
        return fma(quotient, added, quotient);
    }

    /** x - n ln 2. */
    private static float remainder(float x, float n) {
        return fma(n, -LN2_LOWER, fma(n, -LN2_UPPER, x));
    }

    private static float expNearZero(float r) {
        float p = fma(r, E6, E5);
        p = fma(p, r, E4);
        p = fma(p, r, E3);
        p = fma(p, r, E2);
        p = fma(p, r, 1);
        return fma(p, r, 1);
    }

    private static float powerOfTwo(float rounded) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << FRACTION_BITS);
    }
}
