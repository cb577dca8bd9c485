package dev.lamina.spark;

import java.io.Serializable;

/**
 * A sample of the training data, in the element types of its network; arrays that do not apply are empty.
 *
 * @param floats the features of a network of floats
 * @param tokens those of a network of tokens
 * @param labels what a classifier is to give
 * @param target what a regressor is to give
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of data, never compared
record Sample(float[] floats, int[] tokens, int[] labels, float[] target) implements Serializable {

    /** How many floats or tokens it has. */
    int elements() {
        return floats.length + tokens.length;
    }

    /** How many labels or numbers of a target it has. */
    int labelCount() {
        return labels.length + target.length;
    }

    /** A number made of its content, to tell data sets apart. */
    long fingerprint() {
        long all = java.util.Arrays.hashCode(floats);
        all = all * 0x9E3779B97F4A7C15L + java.util.Arrays.hashCode(tokens);
        all = all * 0x9E3779B97F4A7C15L + java.util.Arrays.hashCode(labels);
        return all * 0x9E3779B97F4A7C15L + java.util.Arrays.hashCode(target);
    }
}
