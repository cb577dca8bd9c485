package dev.lamina.runtime;

/** A network that takes tokens: whole numbers that stand for something, such as characters. */
public interface TokenPredictor extends Network {

    /** How many different tokens there are; they run from 0 to one less. */
    int vocabulary();

    /**
     * Computes what the last layer gives, with dropout off. Of a classifier that is a score for each class and not a probability: scores may be
     * negative and add up to anything, the largest is that of the most likely class, and their softmax is the probabilities. Of a
     * regression it is the prediction itself.
     *
     * @param tokens {@code batch * inputSize()} tokens, or more
     * @param batch the number of samples, 1 to {@link #capacity()}
     * @param output receives {@code batch * outputSize()} floats, those of a sample one after the other
     * @throws IllegalArgumentException if an array is too short, the batch is not 1 to {@link #capacity()}, or a token is not below
     *     {@link #vocabulary()}
     * @throws IllegalStateException if another thread is in a call of this object
     */
    void predict(int[] tokens, int batch, float[] output);
}
