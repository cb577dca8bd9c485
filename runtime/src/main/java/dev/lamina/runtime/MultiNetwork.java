package dev.lamina.runtime;

/**
 * A network with several inputs or several outputs, for programs that do not know the generated class. A program that knows the class calls
 * its own methods, which take an array for each input and output: {@code predict(image, extra, batch, boxes, scores)}.
 *
 * <p>Inputs and outputs have the order of the model file, and numbers from 0 on. {@link PortArrays} holds the caller's arrays:
 *
 * <pre>{@code
 * PortArrays arrays = network.newArrays(); // once
 * arrays.floats("image", image);
 * arrays.output("scores", scores);
 * network.predict(arrays, 1);
 * }</pre>
 *
 * <p>{@link #inputSize()} and {@link #outputSize()} are sums over all inputs and all outputs. {@link #output(float[])} copies all outputs,
 * one after the other: all samples of the first, then all of the second. {@link #inputGradient(float[])} does the same with the inputs that
 * are floats. The {@link Preprocessing} of the parameters scales nothing here.
 *
 * <p>A sequence has the same number of steps in all inputs of a call. A network whose inputs declare different numbers of steps takes
 * sequences of just these lengths, and is no {@link SequenceNetwork}.
 */
public interface MultiNetwork extends TrainableNetwork {

    /** The number of inputs. */
    int inputCount();

    /**
     * The input with this number.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    InputPort inputPort(int number);

    /** The number of outputs. */
    int outputCount();

    /**
     * The output with this number.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    OutputPort outputPort(int number);

    /** Places for the arrays of a call, all empty. The caller keeps them and uses them again. This method allocates. */
    default PortArrays newArrays() {
        return new PortArrays(this);
    }

    /**
     * Computes all outputs, with dropout off.
     *
     * @param arrays an array for each input, and one for each output, which receives its floats: sample after sample
     * @param batch the number of samples, 1 to {@link #capacity()}
     * @throws IllegalArgumentException if an array is missing or too short, the batch is not 1 to {@link #capacity()}, a number is NaN or
     *     infinite, or a token is not below the vocabulary of its input; the message names the input or the output
     * @throws IllegalStateException if another thread is in a call of this object
     */
    void predict(PortArrays arrays, int batch);

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
     * @throws IllegalStateException if the model has no loss
     */
    default float trainStep(PortArrays arrays, int batch) {
        float loss = forward(arrays, batch);
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
