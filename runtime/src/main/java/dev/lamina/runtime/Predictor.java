package dev.lamina.runtime;

/** A network that takes floats: a vector, an image or a sequence. */
public interface Predictor extends Network {

    /**
     * Computes the output of the last layer, with dropout off. A classifier gives a score for each class, not a probability: scores may be
     * negative and have any sum, the most likely class has the largest score, and their softmax is the probabilities. A regression gives
     * the prediction itself.
     *
     * <p>Numbers go in as they are in the data: the {@link Preprocessing} of the parameters is applied to them, and undone on the
     * prediction of a regression.
     *
     * @param input {@code batch * inputSize()} floats, or more
     * @param batch the number of samples, 1 to {@link #capacity()}
     * @param output receives {@code batch * outputSize()} floats, those of a sample one after the other
     * @throws IllegalArgumentException if an array is too short, the batch is not 1 to {@link #capacity()}, or a number is NaN or infinite
     * @throws IllegalStateException if another thread is in a call of this object
     */
    void predict(float[] input, int batch, float[] output);
}
