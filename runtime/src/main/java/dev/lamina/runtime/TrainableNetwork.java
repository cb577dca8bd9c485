package dev.lamina.runtime;

/** A network that can also be trained: it has gradients and the state of an optimiser. */
public interface TrainableNetwork extends Network {

    /**
     * The gradients of the last backward, with the layout of {@link #parameters()} without those that are not trained; not a copy.
     */
    Parameters gradients();

    /** The optimiser's state, which {@link #update()} changes; not a copy. */
    TrainingState state();

    /**
     * Switches dropout on (the default) or off for the forward passes that follow. Batch normalisation takes mean and variance of the batch
     * and changes its running values in any case: {@code predict} does neither.
     */
    void training(boolean dropoutOn);

    /** Copies the output of the last forward pass, of the last layer before the loss. */
    void output(float[] into);

    /**
     * Copies the gradient of the loss with respect to the input, of the last backward pass.
     *
     * @throws IllegalStateException if the network was compiled without input gradients, or takes tokens, which have none
     */
    void inputGradient(float[] into);

    /**
     * The norm of {@link #gradients()} as one vector: the root of the sum of their squares, before a {@code clip} of the train block. Its sum
     * has one order, so it is the same on any number of threads.
     */
    default double gradientNorm() {
        return GradientNorm.of(gradients().values());
    }

    /** Takes one step of the optimiser with {@link #gradients()}, which it does not change. */
    void update();

    /** The shards of a training step, as the model file says; 1 without {@code shards}. {@link ShardedTraining} trains with several. */
    default int shards() {
        return 1;
    }

    /**
     * Makes the forward passes that follow, and their backward passes, shards of the batch of a training step: losses and gradients are
     * divided by the samples (or the steps) of the whole batch, so that the sum over its shards is the loss and the gradient of the batch,
     * and dropout draws the numbers that it would draw in the whole batch. {@code shard(0, 0, 0, false)} makes each call a whole batch again.
     *
     * @param first the number of the call's first sample in the whole batch
     * @param samples the samples of the whole batch, or 0 if each call is a whole batch
     * @param steps the time steps of all samples of the whole batch, without padding; anything if the input is no sequence
     * @param sameWeights whether the last call of this network was a backward pass with the same parameters; then what is derived from
     *     these alone, such as transposed weights, is not computed again
     * @throws IllegalArgumentException if a loss {@linkplain #weighsLabels() weighs labels}, so that the weight of the whole batch is needed
     * @throws IllegalStateException if the model file has no {@code shards} above 1
     */
    default void shard(int first, int samples, int steps, boolean sameWeights) {
        throw new IllegalStateException(
                "this class was generated without shards: `shards 8` belongs in the train block");
    }

    /**
     * Whether a loss divides by the weights of the labels of a batch, and not by their number: classes count differently, or a label is
     * ignored. Then {@link #shard(int, int, int, float[], boolean)} needs their sum over the whole batch.
     */
    default boolean weighsLabels() {
        return false;
    }

    /**
     * The sum of the weights of some labels of an output, as its loss counts them: the weight of each label's class, 1 without such weights,
     * and 0 of the label that is ignored.
     *
     * @param output the number of the output, from 0 on
     * @param labels labels of this output; those of padding are not to be counted
     * @param from the first of them to count
     * @param to the one behind the last of them
     * @return 0 if the loss of this output does not divide by such weights
     */
    default double labelWeight(int output, int[] labels, int from, int to) {
        return 0;
    }

    /**
     * As {@link #shard(int, int, int, boolean)}, for a network that {@linkplain #weighsLabels() weighs labels}: losses and gradients are
     * divided by the weight of the labels of the whole batch.
     *
     * @param labelWeights for each output the sum of {@link #labelWeight} over the whole batch; anything for one whose labels count the same
     * @throws IllegalArgumentException if weights are missing
     * @throws IllegalStateException if the model file has no {@code shards} above 1
     */
    default void shard(int first, int samples, int steps, float[] labelWeights, boolean sameWeights) {
        shard(first, samples, steps, sameWeights);
    }

    /**
     * Makes the backward passes that follow write to another object, which {@link #gradients()} returns from then on, and {@link #update()}
     * reads.
     *
     * @param into from {@link Parameters#zeros} of this network's parameters
     * @throws IllegalArgumentException if it has another layout
     * @throws IllegalStateException if the model file has no {@code shards} above 1
     */
    default void gradients(Parameters into) {
        throw new IllegalStateException(
                "this class was generated without shards: `shards 8` belongs in the train block");
    }
}
