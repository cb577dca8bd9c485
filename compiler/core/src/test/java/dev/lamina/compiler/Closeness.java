package dev.lamina.compiler;

/** Compares numbers with witnesses: within a tolerance relative to the largest expected element. */
final class Closeness {

    private Closeness() {}

    /** What is smaller than the smallest normal float may be lost in floats. */
    static void assertClose(String what, double[] expected, float[] actual, double tolerance) {
        double[] exact = new double[actual.length];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = actual[i];
        }
        assertClose(what, expected, exact, tolerance, Float.MIN_NORMAL);
    }

    static void assertClose(String what, double[] expected, double[] actual, double tolerance) {
        assertClose(what, expected, actual, tolerance, 0);
    }

    private static void assertClose(
            String what, double[] expected, double[] actual, double tolerance, double absolute) {
        assertSameLength(what, expected.length, actual.length);
        double largest = 0;
        for (double each : expected) {
            largest = Math.max(largest, Math.abs(each));
        }
        for (int i = 0; i < expected.length; i++) {
            // Written so that NaN fails.
            if (!(Math.abs(expected[i] - actual[i]) <= Math.max(absolute, tolerance * largest))) {
                throw new AssertionError(what + "[" + i + "] is " + actual[i] + " instead of " + expected[i] + ", "
                        + Math.abs(expected[i] - actual[i]) / largest + " of the largest element away");
            }
        }
    }

    /** The same bits, NaN included. */
    static void assertSameBits(String what, float[] expected, float[] actual) {
        assertSameLength(what, expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            if (Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(actual[i])) {
                throw new AssertionError(what + "[" + i + "] is " + actual[i] + " instead of " + expected[i]);
            }
        }
    }

    /** The same bits in every result. */
    static void assertSameBits(String what, Results expected, Results actual) {
        if (!expected.values().keySet().equals(actual.values().keySet())) {
            throw new AssertionError(what + " gives " + actual.values().keySet() + " instead of "
                    + expected.values().keySet());
        }
        expected.values().forEach((name, values) -> assertSameBits(what + ": " + name, values, actual.get(name)));
    }

    private static void assertSameLength(String what, int expected, int actual) {
        if (expected != actual) {
            throw new AssertionError(what + " has " + actual + " elements instead of " + expected);
        }
    }
}
