package dev.lamina.cli.train;

import java.util.List;
import java.util.Optional;

/**
 * How a training run ended.
 *
 * @param ending why
 * @param goodEpochs how many epochs the parameters have been through
 * @param step the optimiser's step at which it ended
 * @param loss the last loss, NaN or infinite after {@link Ending#DIVERGED}
 * @param reports one for each whole epoch
 * @param best the epoch that predicts the held-out samples best, whose parameters the state of the run keeps
 */
public record TrainingOutcome(
        Ending ending, int goodEpochs, long step, float loss, List<EpochReport> reports, Optional<EpochScore> best) {

    /** The score of the last complete epoch, if there are held-out samples. */
    public Optional<EpochScore> last() {
        return reports.isEmpty()
                ? Optional.empty()
                : reports.get(reports.size() - 1).test().map(score -> new EpochScore(goodEpochs, score));
    }

    /** Why a run ended. */
    public enum Ending {
        /** All epochs are done. */
        DONE,
        /** The loss on the held-out samples was not lower for as many epochs as the plan has patience. */
        PATIENCE_OVER,
        /** The user pressed Ctrl-C. */
        STOPPED,
        /** The loss or a parameter is not finite any more; the parameters are those of the last good epoch. */
        DIVERGED
    }
}
