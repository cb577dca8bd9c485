package dev.lamina.cli.train;

/**
 * How long and in which portions to train.
 *
 * @param epochs how often each sample is seen at most
 * @param batch samples of a step
 * @param seed keys the order of the samples
 * @param patience after how many epochs without a lower loss on the held-out samples to stop
 */
public record TrainingPlan(int epochs, int batch, long seed, int patience) {

    /** A plan without an early end. */
    public TrainingPlan(int epochs, int batch, long seed) {
        this(epochs, batch, seed, Integer.MAX_VALUE);
    }

    /** The same with an early end. */
    public TrainingPlan withPatience(int epochsWithoutGain) {
        return new TrainingPlan(epochs, batch, seed, epochsWithoutGain);
    }
}
