package dev.lamina.examples.benchmarks;

import java.util.Arrays;
import java.util.Random;

/**
 * The numbers that every engine gets for a row: the same in each process.
 *
 * @param input sample after sample, of a sequence step after step
 * @param labels the classes of the samples
 */
record RowData(float[] input, int[] labels) {

    private static final int CLASSES = 10;

    static RowData of(Row row, int inputSize) {
        Random random = new Random(1);
        float[] input = new float[row.batch() * inputSize];
        for (int i = 0; i < input.length; i++) {
            input[i] = (float) random.nextGaussian();
        }
        return new RowData(input, random.ints(row.batch(), 0, CLASSES).toArray());
    }

    /** The gradient of the sum of all outputs. */
    static float[] outputGradient(Row row, int outputSize) {
        float[] ones = new float[row.batch() * outputSize];
        Arrays.fill(ones, 1);
        return ones;
    }
}
