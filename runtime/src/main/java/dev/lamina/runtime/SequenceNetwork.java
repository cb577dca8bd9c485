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
     * Sets how many steps all sequences have from now on. The last forward pass is forgotten: a backward pass needs another one.
     *
     * @throws IllegalArgumentException if it is not 1 to {@link #steps()}
     */
    void length(int length);

    /**
     * Sets how many steps each sample of a batch has from now on, until {@link #length(int)} makes all as long again. Arrays keep
     * {@link #length()} steps a sample: those from {@code lengths[n]} on are padding, and what it holds is never read (but tokens there must be
     * some that the model knows all the same). Results for
     * padding are zeros: outputs of steps, and gradients of the input. A sample's own results have the bits that they have for that
     * sample alone with its length: {@code last} gives its own last step, final states are those after it, the second direction
     * begins there, {@code mean} divides by its length. The mean loss of steps is that over all steps that are no padding.
     *
     * @param lengths the steps of each sample; copied
     * @param batch how many samples; calls that follow must have as many
     * @throws IllegalArgumentException if one of them is not 1 to {@link #length()}
     */
    void lengths(int[] lengths, int batch);
}
