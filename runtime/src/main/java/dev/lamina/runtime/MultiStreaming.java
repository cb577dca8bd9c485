package dev.lamina.runtime;

/**
 * A network with several inputs or outputs that can also take its sequences step by step, as {@link Streaming} does. Inputs without steps,
 * such as an image, are given whole at each step.
 */
public interface MultiStreaming extends MultiPredictor, Recurrent, SequenceNetwork {

    /**
     * Takes the next step of each of the state's samples, with dropout off. Nothing is allocated.
     *
     * @param arrays an array for each input: of a sequence one step of each sample; and one for each output, which receives what belongs to
     *     this step
     * @param state the state after the steps before, of 1 to {@link #capacity()} samples; updated by this step
     * @throws IllegalArgumentException if the state belongs to another model or is of too many samples, an array is missing or too short, a
     *     number is not finite, or a token is not below the vocabulary; then the state is as it was
     */
    void step(PortArrays arrays, RecurrentState state);
}
