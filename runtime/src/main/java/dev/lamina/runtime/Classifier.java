package dev.lamina.runtime;

/** A trainable network of floats whose loss compares its output with whole-numbered labels. */
public interface Classifier extends TrainableNetwork, ClassPredictor {

    /** Computes the loss, the mean over the batch and the steps, and keeps what {@link #backward()} needs. */
    float forward(float[] input, int[] labels, int batch);

    /** Computes {@link #gradients()} of the last forward pass, replacing what they held. */
    void backward();

    /** {@code forward}, {@code backward} and {@code update} in one; returns the loss before the update. */
    float trainStep(float[] input, int[] labels, int batch);
}
