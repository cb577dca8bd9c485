package dev.lamina.runtime;

/** A trainable network of floats whose loss compares its output with a target of the same shape. */
public interface Regressor extends TrainableNetwork, Predictor {

    /** Computes the loss, the mean over batch and elements, and keeps what {@link #backward()} needs. */
    float forward(float[] input, float[] target, int batch);

    /** Computes {@link #gradients()} of the last forward pass, replacing what they held. */
    void backward();

    /** {@code forward}, {@code backward} and {@code update} in one; returns the loss before the update. */
    float trainStep(float[] input, float[] target, int batch);

    /**
     * As {@link #forward(float[], float[], int)}, where each sample counts as much as its weight says: the sum of the weighted losses,
     * divided by the sum of the weights. The loss of the model has {@code sample_weights = true}.
     *
     * @param sampleWeights a number for each sample, not negative; null if each counts 1
     * @throws UnsupportedOperationException if the loss takes no weights of samples
     */
    default float forward(float[] input, float[] target, float[] sampleWeights, int batch) {
        throw new UnsupportedOperationException("the loss" + GeneratedNetwork.NO_SAMPLE_WEIGHTS);
    }

    /** As {@link #trainStep(float[], float[], int)}, with weights as in {@code forward}. */
    default float trainStep(float[] input, float[] target, float[] sampleWeights, int batch) {
        float loss = forward(input, target, sampleWeights, batch);
        backward();
        update();
        return loss;
    }
}
