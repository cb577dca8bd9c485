package dev.lamina.runtime;

/**
 * A network over sequences of floats that also takes them step by step, as they come: no layer needs to know later steps, or all of them.
 *
 * <p>The steps of a sequence, taken one after the other, give the same bits as a call of {@link #predict} for all of them.
 */
public interface Streaming extends Recurrent, SequenceNetwork, Predictor {

    /**
     * Takes the next step of each of the state's samples, with dropout off. It leaves {@link #length()} and the network's own initial
     * states alone, and like a prediction forgets the last forward pass. Nothing is allocated.
     *
     * @param input [samples, features]: the step's {@code inputSize() / length()} floats of each sample, or more
     * @param state what the steps before have left, of 1 to {@link #capacity()} samples; moved on by this step
     * @param output receives what the model gives for the step, of each sample: [samples, features]; of a model that ends in
     *     {@code last}, what it gives for a sequence that ends here
     * @throws IllegalArgumentException if the state belongs to another model or is of too many samples, or an array is too short, or a
     *     number is not finite; then the state is as it was
     */
    void step(float[] input, RecurrentState state, float[] output);
}
