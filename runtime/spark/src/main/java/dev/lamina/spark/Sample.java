package dev.lamina.spark;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A sample, in the element types of its network, with an array for each input and for each output; arrays that do not apply are empty.
 *
 * @param floats the features of inputs of floats
 * @param tokens those of inputs of tokens
 * @param labels the classes that outputs are to give
 * @param targets the numbers that outputs are to give
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of data, never compared
record Sample(float[][] floats, int[][] tokens, int[][] labels, float[][] targets) implements Serializable {

    /** How many floats or tokens it has for an input. */
    int elements(int input) {
        return floats[input].length + tokens[input].length;
    }

    /** How many labels or numbers of a target it has for an output. */
    int labelCount(int output) {
        return labels[output].length + targets[output].length;
    }

    /** A number made of its content and its place, to tell data sets apart: the bits of all samples are combined with exclusive or. */
    long fingerprint(long number) {
        return (number + 1) * content();
    }

    private long content() {
        long all = 0;
        for (float[] each : floats) {
            all = all * 0x9E3779B97F4A7C15L + Arrays.hashCode(each);
        }
        for (int[] each : tokens) {
            all = all * 0x9E3779B97F4A7C15L + Arrays.hashCode(each);
        }
        for (int[] each : labels) {
            all = all * 0x9E3779B97F4A7C15L + Arrays.hashCode(each);
        }
        for (float[] each : targets) {
            all = all * 0x9E3779B97F4A7C15L + Arrays.hashCode(each);
        }
        return all;
    }
}
