package dev.lamina.runtime;

/** A trainable network of tokens whose loss compares its output with whole-numbered labels, such as the tokens that follow. */
public interface TokenClassifier extends TrainableNetwork, TokenClassPredictor {

    /** Computes the loss, the mean over the batch and the steps, and keeps what {@link #backward()} needs. */
    float forward(int[] tokens, int[] labels, int batch);

    /** Computes {@link #gradients()} of the last forward pass, replacing what they held. */
    void backward();

    /** {@code forward}, {@code backward} and {@code update} in one; returns the loss before the update. */
    float trainStep(int[] tokens, int[] labels, int batch);
}
