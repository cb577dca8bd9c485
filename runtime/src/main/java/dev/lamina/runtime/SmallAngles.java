package dev.lamina.runtime;

/**
 * Sine and cosine of angles from -pi / 4 to pi / 4, with the bits of {@link StrictMath}: the polynomials of fdlibm 5.3 (k_sin.c and k_cos.c,
 * Sun Microsystems 1993), which StrictMath is specified to compute. On newer Java, StrictMath itself allocates an array in each call, unless
 * HotSpot removes the allocation.
 */
final class SmallAngles {
    private static final double S1 = -0.16666666666666632;
    private static final double S2 = 0.00833333333332249;
    private static final double S3 = -0.0001984126982985795;
    private static final double S4 = 2.7557313707070068e-6;
    private static final double S5 = -2.5050760253406863e-8;
    private static final double S6 = 1.58969099521155e-10;

    private static final double C1 = 0.0416666666666666;
    private static final double C2 = -0.001388888888887411;
    private static final double C3 = 2.480158728947673e-5;
    private static final double C4 = -2.7557314351390663e-7;
    private static final double C5 = 2.087572321298175e-9;
    private static final double C6 = -1.1359647557788195e-11;

    /** The upper halves of doubles: 2^-27, 0.3 and 0.78125. */
    private static final int TINY = 0x3e400000;

    private static final int SMALL = 0x3fd33333;
    private static final int LARGE = 0x3fe90000;

    private SmallAngles() {}

    static double sin(double x) {
        if (upper(x) < TINY) {
            return x;
        }
        double z = x * x;
        double r = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)));
        return x + z * x * (S1 + z * r);
    }

    static double cos(double x) {
        int upper = upper(x);
        if (upper < TINY) {
            return 1;
        }
        double z = x * x;
        double r = z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6)))));
        if (upper < SMALL) {
            return 1 - (0.5 * z - z * r);
        }
        // about x / 4 with few bits, so that 1 - quarter is exact
        double quarter = upper > LARGE ? 0.28125 : Double.longBitsToDouble((long) (upper - 0x00200000) << 32);
        double rest = 0.5 * z - quarter;
        return 1 - quarter - (rest - z * r);
    }

    private static int upper(double x) {
        return (int) (Double.doubleToRawLongBits(x) >>> 32) & 0x7fffffff;
    }
}
