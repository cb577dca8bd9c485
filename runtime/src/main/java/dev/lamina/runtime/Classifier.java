package dev.lamina.runtime;

/** A trainable network whose loss compares its output with a whole-numbered label per sample. */
public interface Classifier extends TrainableNetwork {

    /** The number of classes; labels run from 0 to one less. */
    int classes();

    /** Computes the loss, the mean over the batch, and keeps what {@link #backward()} needs. */
    float forward(float[] input, int[] labels, int batch);

    /** Computes {@link #gradients()} of the last forward pass, replacing what they held. */
    void backward();

    /** {@code forward}, {@code backward} and {@code update} in one; returns the loss before the update. */
    float trainStep(float[] input, int[] labels, int batch);
}
