package dev.lamina.cli.train;

/**
 * How far a run has come, after a step.
 *
 * @param epoch the epoch it is in, from 1
 * @param epochs how many there are
 * @param samples how many samples of this epoch are done
 * @param samplesPerEpoch how many there are
 * @param loss the mean loss of this epoch so far
 * @param accuracy the share of samples of this epoch classified rightly; NaN when there are no classes
 * @param samplesPerSecond the recent speed
 * @param secondsLeft how long the rest will take at that speed
 */
public record Progress(
        int epoch,
        int epochs,
        int samples,
        int samplesPerEpoch,
        double loss,
        double accuracy,
        double samplesPerSecond,
        double secondsLeft) {

    /** The share of the whole run that is done. */
    public double share() {
        return (epoch - 1 + (double) samples / samplesPerEpoch) / epochs;
    }
}
