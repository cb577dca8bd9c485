package dev.lamina.runtime;

/**
 * Sine and cosine of angles from -pi / 4 to pi / 4, with the bits of {@link StrictMath}: the polynomials of fdlibm 5.3 (k_sin.c and k_cos.c,
 * Sun Microsystems 1993), which StrictMath is specified to compute. StrictMath itself allocates an array in each call on newer Java, unless
 * HotSpot takes it away.
 */
final class SmallAngles {
    private static final double S1 = -1.66666666666666324348e-01;
    private static final double S2 = 8.33333333332248946124e-03;
    private static final double S3 = -1.98412698298579493134e-04;
    private static final double S4 = 2.75573137070700676789e-06;
    private static final double S5 = -2.50507602534068634195e-08;
    private static final double S6 = 1.58969099521155010221e-10;

    private static final double C1 = 4.16666666666666019037e-02;
    private static final double C2 = -1.38888888888741095749e-03;
    private static final double C3 = 2.48015872894767294178e-05;
    private static final double C4 = -2.75573143513906633035e-07;
    private static final double C5 = 2.08757232129817482790e-09;
    private static final double C6 = -1.13596475577881948265e-11;

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
