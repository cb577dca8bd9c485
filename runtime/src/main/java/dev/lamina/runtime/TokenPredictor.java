package dev.lamina.runtime;

/** A network that takes tokens: whole numbers that stand for something, such as characters. */
public interface TokenPredictor extends Network {

    /** How many different tokens there are; they run from 0 to one less. */
    int vocabulary();

    /**
     * Computes the output of the last layer before the loss, with dropout off.
     *
     * @param tokens {@code batch * inputSize()} tokens, or more
     * @param batch the number of samples, 1 to {@link #capacity()}
     * @param output receives {@code batch * outputSize()} floats
     */
    void predict(int[] tokens, int batch, float[] output);
}
