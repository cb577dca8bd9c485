package dev.lamina.runtime;

/** As {@link Streaming}, of a network that takes tokens. */
public interface TokenStreaming extends Recurrent, SequenceNetwork, TokenPredictor {

    /**
     * Takes the next token of each of the state's samples, as {@link Streaming#step} takes floats.
     *
     * @param tokens a token of each sample, or more
     * @param state the state after the tokens before, of 1 to {@link #capacity()} samples; updated by this step
     * @param output receives the output for the step of each sample
     * @throws IllegalArgumentException if the state belongs to another model or is of too many samples, an array is too short, or a token
     *     is not below {@link #vocabulary()}; then the state is as it was
     */
    void step(int[] tokens, RecurrentState state, float[] output);
}
