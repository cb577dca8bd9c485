package dev.lamina.cli.train;

import java.util.List;
import java.util.Optional;

/**
 * The figures of an epoch.
 *
 * @param epoch its number, from 1
 * @param epochs how many there are
 * @param step how many steps the optimiser has taken since the parameters were new
 * @param loss the mean loss of its samples, each measured before the network learnt from it
 * @param accuracy the share of its samples classified rightly; NaN when there are no classes, or several outputs
 * @param steps the rate and the gradients of its steps
 * @param outputs the accuracy of each output with labels, if there are several outputs
 * @param test how the held-out samples are predicted after it
 * @param best the epoch that predicts them best so far; 0 if there is none
 * @param seconds since the start of the run
 * @param samplesPerSecond the speed of its training steps, without the time that testing takes
 */
public record EpochReport(
        int epoch,
        int epochs,
        long step,
        double loss,
        double accuracy,
        StepFigures steps,
        List<OutputAccuracy> outputs,
        Optional<Score> test,
        int best,
        double seconds,
        double samplesPerSecond) {
    public EpochReport {
        outputs = List.copyOf(outputs);
    }
}
