package dev.lamina.runtime;

/** A trainable network of floats whose loss compares its output with a target of the same shape. */
public interface Regressor extends TrainableNetwork, Predictor {

    /** Computes the loss, the mean over batch and elements, and keeps what {@link #backward()} needs. */
    float forward(float[] input, float[] target, int batch);

    /** Computes {@link #gradients()} of the last forward pass, replacing what they held. */
    void backward();

    /** {@code forward}, {@code backward} and {@code update} in one; returns the loss before the update. */
    float trainStep(float[] input, float[] target, int batch);
}
