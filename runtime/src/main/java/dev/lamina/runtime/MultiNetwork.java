package dev.lamina.runtime;

/**
 * A trainable network with several inputs or several outputs.
 *
 * <p>{@link #output(float[])} copies all outputs, one after the other: all samples of the first, then all of the second.
 * {@link #inputGradient(float[])} does the same with the inputs that are floats.
 */
public interface MultiNetwork extends TrainableNetwork, MultiPredictor {

    /**
     * Computes the loss, and keeps what the backward pass needs.
     *
     * @param arrays an array for each input, and the labels or the target of each output that has a loss
     * @return the sum of all losses, each with its weight; 0 if the model has no loss
     */
    float forward(PortArrays arrays, int batch);

    /**
     * Computes {@link #gradients()} of the last forward pass, replacing what they held.
     *
     * @throws IllegalStateException if the model has no loss
     */
    void backward();

    /**
     * As {@link #backward()}, for a model without a loss.
     *
     * @param arrays the gradient of each output, as large as the output
     * @throws IllegalStateException if the model has a loss
     */
    void backward(PortArrays arrays);

    /**
     * {@code forward}, {@code backward} and {@code update} in one; returns the loss before the update.
     *
     * @throws IllegalArgumentException if there are weights of samples for an output whose loss takes none
     * @throws IllegalStateException if the model has no loss
     */
    default float trainStep(PortArrays arrays, int batch) {
        float loss = forward(arrays, batch);
        arrays.requireTakenWeights();
        backward();
        update();
        return loss;
    }

    /** Copies one output of the last forward pass. */
    void output(int number, float[] into);

    /**
     * Copies the gradient of the loss with respect to one input, of the last backward pass: zeros if no loss depends on that input.
     *
     * @throws IllegalStateException if the network was compiled without input gradients, or that input takes tokens, which have none
     */
    void inputGradient(int number, float[] into);
}
