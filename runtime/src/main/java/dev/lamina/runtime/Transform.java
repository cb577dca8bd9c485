package dev.lamina.runtime;

/** A trainable network of floats without a loss: the caller supplies the gradient of its output. */
public interface Transform extends TrainableNetwork, Predictor {

    /** Computes the output, to be copied by {@link #output}, and keeps what {@link #backward} needs. */
    void forward(float[] input, int batch);

    /**
     * Computes {@link #gradients()} of the last forward pass, replacing what they held.
     *
     * @param outputGradient the gradient with respect to the output, {@code batch * outputSize()} floats
     */
    void backward(float[] outputGradient);
}
