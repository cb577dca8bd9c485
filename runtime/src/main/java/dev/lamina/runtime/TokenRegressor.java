package dev.lamina.runtime;

/** A trainable network of tokens whose loss compares its output with a target of the same shape. */
public interface TokenRegressor extends TrainableNetwork, TokenPredictor {

    /** Computes the loss, the mean over batch and elements, and keeps what {@link #backward()} needs. */
    float forward(int[] tokens, float[] target, int batch);

    /** Computes {@link #gradients()} of the last forward pass, replacing what they held. */
    void backward();

    /** {@code forward}, {@code backward} and {@code update} in one; returns the loss before the update. */
    float trainStep(int[] tokens, float[] target, int batch);
}
