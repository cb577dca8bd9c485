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
 * <p>{@link #inputSize()} and {@link #outputSize()} are sums over all inputs and all outputs. The {@link Preprocessing} of the
 * parameters may have a scaling for each input and each target, which the network applies.
 *
 * <p>A sequence has the same number of steps in all inputs of a call. A network whose inputs declare different numbers of steps takes
 * sequences of just these lengths, and is no {@link SequenceNetwork}.
 */
public interface MultiPredictor extends Network {

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
}
