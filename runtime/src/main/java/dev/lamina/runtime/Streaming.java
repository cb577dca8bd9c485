package dev.lamina.runtime;

/**
 * A network over sequences of floats that can also take them step by step. None of its layers depends on later steps.
 *
 * <p>The steps of a sequence, taken one after the other, give the same bits as a call of {@link #predict} for all of them.
 */
public interface Streaming extends Recurrent, SequenceNetwork, Predictor {

    /**
     * Takes the next step of each of the state's samples, with dropout off. It leaves {@link #length()} and the network's own initial
     * states alone, and like a prediction forgets the last forward pass. Nothing is allocated.
     *
     * @param input [samples, features]: the step's {@code inputSize() / length()} floats of each sample, or more
     * @param state the state after the steps before, of 1 to {@link #capacity()} samples; updated by this step
     * @param output receives the output for the step of each sample: [samples, features]. If the model ends in {@code last}, it is the
     *     output for a sequence that ends with this step
     * @throws IllegalArgumentException if the state belongs to another model or is of too many samples, or an array is too short, or a
     *     number is not finite; then the state is as it was
     */
    void step(float[] input, RecurrentState state, float[] output);
}
