package dev.lamina.cli.train;

/**
 * For how many epochs and in batches of which size to train.
 *
 * @param epochs the most passes over the samples
 * @param batch samples of a step
 * @param seed determines the order of the samples
 * @param patience the number of epochs without a lower loss on the held-out samples after which to stop
 * @param augmentation how the images of a step are changed
 */
public record EpochPlan(int epochs, int batch, long seed, int patience, Augmentation augmentation) {

    /** A plan without an early end. */
    public EpochPlan(int epochs, int batch, long seed) {
        this(epochs, batch, seed, Integer.MAX_VALUE, Augmentation.NONE);
    }

    /** The same with an early end. */
    public EpochPlan withPatience(int epochsWithoutGain) {
        return new EpochPlan(epochs, batch, seed, epochsWithoutGain, augmentation);
    }

    /** The same with images that are changed. */
    public EpochPlan withAugmentation(Augmentation change) {
        return new EpochPlan(epochs, batch, seed, patience, change);
    }
}
