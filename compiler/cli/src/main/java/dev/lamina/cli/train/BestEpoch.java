package dev.lamina.cli.train;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TrainingControl;
import dev.lamina.runtime.TrainingState;
import java.util.Optional;
import java.util.function.Supplier;

/** The score of the epoch with the least loss on the held-out samples; its parameters are kept in the training state. */
final class BestEpoch {

    private final TrainingState state;
    private final Parameters parameters;
    private final TrainingControl control;
    private Optional<EpochScore> best = Optional.empty();

    BestEpoch(TrainingState state, Parameters parameters, TrainingControl control) {
        this.state = state;
        this.parameters = parameters;
        this.control = control;
    }

    /**
     * Restores the best epoch of a run that is resumed. Its score is measured again, because with other held-out samples than before only a
     * new score can be compared with those of the epochs to come.
     */
    void resume(int epoch, Supplier<Score> judge) {
        float[] now = parameters.values().clone();
        state.restoreBest(parameters);
        Score score = judge.get();
        System.arraycopy(now, 0, parameters.values(), 0, now.length);
        boolean known = Double.isFinite(score.loss());
        control.bestLoss(known ? score.loss() : Double.POSITIVE_INFINITY);
        best = Optional.of(new EpochScore(epoch, score)).filter(any -> known);
    }

    /** Keeps the current parameters if their loss is less; NaN never is. */
    void offer(int epoch, Score score) {
        if (control.afterEpoch(score.loss(), parameters)) {
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
