package dev.lamina.runtime;

/**
 * A network over sequences. A call may have shorter sequences than the model declares.
 *
 * <p>The model's number of steps is a capacity. After {@code length(L)} the arrays of a call hold L steps a sample, densely: the input is
 * [N, L, features] (tokens [N, L]), an output that has steps [N, L, features], and so are a target ([N, L, features]), labels of steps ([N,
 * L]) and gradients of these. The results have the bits of a model that declares L steps; mean losses divide by L. {@link #inputSize()} and
 * {@link #outputSize()} tell the sizes at the length that is set.
 */
public interface SequenceNetwork extends Network {

    /** The most steps a sequence may have, as the model declares. */
    int steps();

    /** How many steps the sequences of the next call have; {@link #steps()} at first. */
    int length();

    /**
     * Sets how many steps all sequences have from now on. The last forward pass is forgotten: a backward pass needs another one.
     *
     * @throws IllegalArgumentException if it is more than {@link #steps()} or less than 1; also if a layer that gives fewer steps than it
     *     reads would give none
     */
    void length(int length);

    /**
     * Sets how many steps each sample of a batch has from now on, until {@link #length(int)} sets one length for all again. Arrays keep
     * {@link #length()} steps a sample: those from {@code lengths[n]} on are padding, whose values are never read. Padding tokens must be
     * below the vocabulary all the same. Results for padding are zeros: outputs of steps, and gradients of the input. A sample's own
     * results have the bits that they have for that sample alone with its length: {@code last} gives its own last step, final states are
     * those after it, the second direction begins there, {@code mean} divides by its length. A mean loss over steps is the mean over all
     * steps that are not padding.
     *
     * @param lengths the steps of each sample; copied
     * @param batch how many samples; calls that follow must have as many
     * @throws IllegalArgumentException if one of them is more than {@link #length()}, or too few as in {@link #length(int)}
     */
    void lengths(int[] lengths, int batch);
}
