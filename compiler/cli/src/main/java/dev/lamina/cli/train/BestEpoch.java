package dev.lamina.cli.train;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TrainingState;
import java.util.Optional;
import java.util.function.Supplier;

/** Tracks the epoch with the least loss on the held-out samples; its parameters are kept in the training state. */
final class BestEpoch {

    private final TrainingState state;
    private final Parameters parameters;
    private Optional<EpochScore> best = Optional.empty();

    BestEpoch(TrainingState state, Parameters parameters) {
        this.state = state;
        this.parameters = parameters;
    }

    /**
     * Restores the best epoch of a run that is resumed. Its score is measured again, because the state file has none: with other held-out
     * samples than before, only a new score can be compared with those of the epochs to come.
     */
    void resume(int epoch, Supplier<Score> judge) {
        float[] now = parameters.values().clone();
        state.restoreBest(parameters);
        Score score = judge.get();
        System.arraycopy(now, 0, parameters.values(), 0, now.length);
        best = Optional.of(new EpochScore(epoch, score)).filter(known -> Double.isFinite(score.loss()));
    }

    /** Keeps the current parameters if their loss is less; NaN never is. */
    void offer(int epoch, Score score) {
        double least = best.map(known -> known.score().loss()).orElse(Double.POSITIVE_INFINITY);
        if (score.loss() < least) {
            state.keepBest(parameters);
            best = Optional.of(new EpochScore(epoch, score));
        }
    }

    Optional<EpochScore> score() {
        return best;
    }

    /** The number of the epoch; 0 if there is none yet. */
    int epoch() {
        return best.map(EpochScore::epoch).orElse(0);
    }
}
