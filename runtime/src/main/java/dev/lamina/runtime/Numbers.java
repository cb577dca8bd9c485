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

    /** From here on, tanh rounds to 1. */
    static final float TANH_MOST = 10;

    static final float LOG2_E = 0x1.715476p0f;

    /** Adding this rounds to a whole number, which is then in the low bits. */
    static final float ROUNDER = 0x1.8p23f;

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

    /** Where the exponent of a float begins. */
    static final int FRACTION_BITS = 23;

    static final int ONE_BITS = 0x3F800000;
    static final int SIGN_BIT = 0x80000000;

    private Numbers() {}

    /** e to the x, within 0.88 ulp. Results that would be subnormal (x below -87.33655) are 0. */
    public static float exp(float x) {
        // x = n ln 2 + r, so e^x = 2^n e^r.
        float rounded = Math.fma(x, LOG2_E, ROUNDER);
        float n = rounded - ROUNDER;
        float r = Math.fma(n, -LN2_LOWER, Math.fma(n, -LN2_UPPER, x));
        float p = Math.fma(r, E6, E5);
        p = Math.fma(p, r, E4);
        p = Math.fma(p, r, E3);
        p = Math.fma(p, r, E2);
        p = Math.fma(p, r, 1);
        p = Math.fma(p, r, 1);
        int exponent = Float.floatToRawIntBits(rounded) << FRACTION_BITS;
        float power = Float.intBitsToFloat(Float.floatToRawIntBits(p) + exponent);
        power = x > EXP_MOST ? Float.POSITIVE_INFINITY : power;
        power = x < EXP_LEAST ? 0 : power;
        return Float.isNaN(x) ? x : power;
    }

    /** The natural logarithm, within 0.51 ulp. */
    public static float log(float x) {
        return (float) StrictMath.log(x);
    }

    /** The hyperbolic tangent, within 1.95 ulp; odd, so -0 gives -0. */
    public static float tanh(float x) {
        float size = Math.abs(x);
        float clipped = size > TANH_MOST ? TANH_MOST : size;
        // With e^(-2 size) = s (1 + p): tanh = (1 - s - s p) / (1 + s + s p), one rounding each above and below.
        float y = -2 * clipped;
        float rounded = Math.fma(y, LOG2_E, ROUNDER);
        float n = rounded - ROUNDER;
        float r = Math.fma(n, -LN2_LOWER, Math.fma(n, -LN2_UPPER, y));
        float p = Math.fma(r, M6, M5);
        p = Math.fma(p, r, M4);
        p = Math.fma(p, r, M3);
        p = Math.fma(p, r, M2);
        p = Math.fma(p * r, r, r);
        float s = Float.intBitsToFloat((Float.floatToRawIntBits(rounded) << FRACTION_BITS) + ONE_BITS);
        float quotient = Math.fma(-s, p, 1 - s) / Math.fma(s, p, 1 + s);
        int sign = Float.floatToRawIntBits(x) & SIGN_BIT;
        return Float.intBitsToFloat(Float.floatToRawIntBits(quotient) | sign);
    }

    /** 1 / (1 + e^-x), within 1.95 ulp. Results that would be subnormal (x below -87.33655) are 0. */
    public static float sigmoid(float x) {
        // e at most 1, so that nothing overflows and the rounding of 1 + e is known: it is taken back from the
        // quotient.
        float e = exp(-Math.abs(x));
        float below = 1 + e;
        float lost = e - (below - 1);
        float quotient = (x < 0 ? e : 1) / below;
        return Math.fma(-quotient, lost, quotient);
    }
}
