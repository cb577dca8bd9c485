package dev.lamina.runtime;

/**
 * The norm of all gradients as one vector: the root of the sum of their squares. The sum has one order, whatever the number of threads and
 * lanes: blocks of 4,096 floats, in each of which eight sums take every eighth float, and then the blocks one after the other. It is
 * computed in double, so that gradients which explode have a norm too.
 */
final class GradientNorm {

    /** The floats of a block. */
    private static final int BLOCK = 4096;

    private GradientNorm() {}

    /** How many blocks so many floats have. */
    static int blocks(int floats) {
        return (floats + BLOCK - 1) / BLOCK;
    }

    /** The norm of all floats of an array; their padding is zero. */
    static double of(float[] values) {
        double sum = 0;
        for (int block = 0; block < blocks(values.length); block++) {
            sum += squares(values, block);
        }
        return Math.sqrt(sum);
    }

    /** Stores the sums of squares of the blocks from {@code from} on, below {@code to}. */
    static void squares(float[] values, int from, int to, double[] sums) {
        for (int block = from; block < to; block++) {
            sums[block] = squares(values, block);
        }
    }

    /** The root of the sum of what {@link #squares} stored. */
    static double of(double[] sums) {
        double sum = 0;
        for (double each : sums) {
            sum += each;
        }
        return Math.sqrt(sum);
    }

    /** Eight sums, because one would wait for each addition before it begins the next. */
    private static double squares(float[] values, int block) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        double sum4 = 0;
        double sum5 = 0;
        double sum6 = 0;
        double sum7 = 0;
        int at = block * BLOCK;
        int end = Math.min(values.length, at + BLOCK);
        for (; at <= end - 8; at += 8) {
            sum0 += square(values[at]);
            sum1 += square(values[at + 1]);
            sum2 += square(values[at + 2]);
            sum3 += square(values[at + 3]);
            sum4 += square(values[at + 4]);
            sum5 += square(values[at + 5]);
            sum6 += square(values[at + 6]);
            sum7 += square(values[at + 7]);
        }
        for (; at < end; at++) {
            sum0 += square(values[at]);
        }
        return ((sum0 + sum1) + (sum2 + sum3)) + ((sum4 + sum5) + (sum6 + sum7));
    }

    private static double square(float value) {
        return (double) value * value;
    }
}
