package dev.lamina.cli.train;

import java.util.List;

/**
 * How a run ended.
 *
 * @param ending why
 * @param goodEpochs how many epochs the parameters have been through
 * @param step the optimiser's step at which it ended
 * @param loss the last loss, NaN or infinite after {@link Ending#DIVERGED}
 * @param reports one for each whole epoch
 */
public record Outcome(Ending ending, int goodEpochs, long step, float loss, List<EpochReport> reports) {

    /** Why a run ended. */
    public enum Ending {
        /** All epochs are done. */
        DONE,
        /** The user wished it. */
        STOPPED,
        /** The loss or a parameter is no finite number any more; the parameters are those of the last good epoch. */
        DIVERGED
    }
}
