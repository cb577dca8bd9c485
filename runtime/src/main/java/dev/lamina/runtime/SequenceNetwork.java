package dev.lamina.runtime;

/**
 * A network over sequences, of which a call may have shorter ones than the model says.
 *
 * <p>The model's number of steps is a capacity. After {@code length(L)} the arrays of a call hold L steps a sample, densely:
 * the input is [N, L, features] (tokens [N, L]), an output that has steps [N, L, features], and so are a target ([N, L, features]),
 * labels of steps ([N, L]) and gradients of these. The numbers are those, bit for bit, of a model that is written for L steps; mean
 * losses divide by the steps there are. {@link #inputSize()} and {@link #outputSize()} tell the sizes at the length that is set.
 */
public interface SequenceNetwork extends Network {

    /** The most steps a sequence may have: what the model says. */
    int steps();

    /** How many steps the sequences of the next call have; {@link #steps()} at first. */
    int length();

    /**
     * Sets how many steps the sequences have from now on. The last forward pass is forgotten: a backward pass needs another one.
     *
     * @throws IllegalArgumentException if it is not 1 to {@link #steps()}
     */
    void length(int length);
}
