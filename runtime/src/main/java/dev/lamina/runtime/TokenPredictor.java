package dev.lamina.runtime;

/** A network that takes tokens: whole numbers that stand for something, such as characters. */
public interface TokenPredictor extends Network {

    /** How many different tokens there are; they run from 0 to one less. */
    int vocabulary();

    /**
     * Computes the output of the last layer, with dropout off. A classifier gives a score for each class, not a probability: scores may be
     * negative and have any sum, the most likely class has the largest score, and their softmax is the probabilities. A regression gives
     * the prediction itself.
     *
     * @param tokens {@code batch * inputSize()} tokens, or more
     * @param batch the number of samples, 1 to {@link #capacity()}
     * @param output receives {@code batch * outputSize()} floats, those of a sample one after the other
     * @throws IllegalArgumentException if an array is too short, the batch is not 1 to {@link #capacity()}, or a token is not below {@link
     *     #vocabulary()}
     * @throws IllegalStateException if another thread is in a call of this object
     */
    void predict(int[] tokens, int batch, float[] output);
}
