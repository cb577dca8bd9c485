package dev.lamina.runtime;

/** A trainable network of tokens whose loss compares its output with whole-numbered labels, such as the tokens that follow. */
public interface TokenClassifier extends TrainableNetwork, TokenClassPredictor {

    /** Computes the loss, the mean over the batch and the steps, and keeps what {@link #backward()} needs. */
    float forward(int[] tokens, int[] labels, int batch);

    /** Computes {@link #gradients()} of the last forward pass, replacing what they held. */
    void backward();

    /** {@code forward}, {@code backward} and {@code update} in one; returns the loss before the update. */
    float trainStep(int[] tokens, int[] labels, int batch);

    /**
     * As {@link #forward(int[], int[], int)}, where each sample counts as much as its weight says: the sum of the weighted losses,
     * divided by the sum of the weights. The loss of the model has {@code sample_weights = true}.
     *
     * @param sampleWeights a number for each sample, not negative; null if each counts 1
     * @throws UnsupportedOperationException if the loss takes no weights of samples
     */
    default float forward(int[] tokens, int[] labels, float[] sampleWeights, int batch) {
        throw new UnsupportedOperationException("the loss" + GeneratedNetwork.NO_SAMPLE_WEIGHTS);
    }

    /** As {@link #trainStep(int[], int[], int)}, with weights as in {@code forward}. */
    default float trainStep(int[] tokens, int[] labels, float[] sampleWeights, int batch) {
        float loss = forward(tokens, labels, sampleWeights, batch);
        backward();
        update();
        return loss;
    }
}
