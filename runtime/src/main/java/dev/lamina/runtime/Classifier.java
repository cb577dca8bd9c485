package dev.lamina.runtime;

/** A trainable network of floats whose loss compares its output with whole-numbered labels. */
public interface Classifier extends TrainableNetwork, ClassPredictor {

    /** Computes the loss, the mean over the batch and the steps, and keeps what {@link #backward()} needs. */
    float forward(float[] input, int[] labels, int batch);

    /** Computes {@link #gradients()} of the last forward pass, replacing what they held. */
    void backward();

    /** {@code forward}, {@code backward} and {@code update} in one; returns the loss before the update. */
    float trainStep(float[] input, int[] labels, int batch);

    /**
     * As {@link #forward(float[], int[], int)}, where each sample counts as much as its weight says: the sum of the weighted losses,
     * divided by the sum of the weights. The loss of the model has {@code sample_weights = true}.
     *
     * @param sampleWeights a number for each sample, not negative; null if each counts 1
     * @throws UnsupportedOperationException if the loss takes no weights of samples
     */
    default float forward(float[] input, int[] labels, float[] sampleWeights, int batch) {
        throw new UnsupportedOperationException("the loss" + GeneratedNetwork.NO_SAMPLE_WEIGHTS);
    }

    /** As {@link #trainStep(float[], int[], int)}, with weights as in {@code forward}. */
    default float trainStep(float[] input, int[] labels, float[] sampleWeights, int batch) {
        float loss = forward(input, labels, sampleWeights, batch);
        backward();
        update();
        return loss;
    }
}
