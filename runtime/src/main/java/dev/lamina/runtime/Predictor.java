package dev.lamina.runtime;

/** A network that takes floats: a vector, an image or a sequence. */
public interface Predictor extends Network {

    /**
     * Computes the output of the last layer before the loss, with dropout off.
     *
     * @param input {@code batch * inputSize()} floats, or more
     * @param batch the number of samples, 1 to {@link #capacity()}
     * @param output receives {@code batch * outputSize()} floats
     */
    void predict(float[] input, int batch, float[] output);
}
