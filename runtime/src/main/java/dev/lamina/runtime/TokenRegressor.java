package dev.lamina.runtime;

/** A trainable network of tokens whose loss compares its output with a target of the same shape. */
public interface TokenRegressor extends TrainableNetwork, TokenPredictor {

    /** Computes the loss, the mean over batch and elements, and keeps what {@link #backward()} needs. */
    float forward(int[] tokens, float[] target, int batch);

    /** Computes {@link #gradients()} of the last forward pass, replacing what they held. */
    void backward();

    /** {@code forward}, {@code backward} and {@code update} in one; returns the loss before the update. */
    float trainStep(int[] tokens, float[] target, int batch);

    /**
     * As {@link #forward(int[], float[], int)}, where each sample counts as much as its weight says: the sum of the weighted losses,
     * divided by the sum of the weights. The loss of the model has {@code sample_weights = true}.
     *
     * @param sampleWeights a number for each sample, not negative; null if each counts 1
     * @throws UnsupportedOperationException if the loss takes no weights of samples
     */
    default float forward(int[] tokens, float[] target, float[] sampleWeights, int batch) {
        throw new UnsupportedOperationException("the loss" + GeneratedNetwork.NO_SAMPLE_WEIGHTS);
    }

    /** As {@link #trainStep(int[], float[], int)}, with weights as in {@code forward}. */
    default float trainStep(int[] tokens, float[] target, float[] sampleWeights, int batch) {
        float loss = forward(tokens, target, sampleWeights, batch);
        backward();
        update();
        return loss;
    }
}
