package dev.lamina.cli.train;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TrainingState;
import java.util.Optional;
import java.util.function.Supplier;

/** The epoch with the least loss on the held-out samples, the earlier of equals; its parameters are kept in the state of the run. */
final class BestEpoch {

    private final TrainingState state;
    private final Parameters parameters;
    private Optional<EpochScore> best = Optional.empty();

    BestEpoch(TrainingState state, Parameters parameters) {
        this.state = state;
        this.parameters = parameters;
    }

    /**
     * Takes up the best epoch of a run that goes on. Its parameters are judged again, since a state file has no scores: the same samples give
     * the same loss, others one that can be compared with those to come.
     */
    void takeUp(int epoch, Supplier<Score> judge) {
        float[] now = parameters.values().clone();
        state.restoreBest(parameters);
        Score score = judge.get();
        System.arraycopy(now, 0, parameters.values(), 0, now.length);
        best = Optional.of(new EpochScore(epoch, score)).filter(known -> Double.isFinite(score.loss()));
    }

    /** Keeps the parameters as they are now if they are better; a loss that is no number never is. */
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

    /** Its number; 0 if there is none. */
    int epoch() {
        return best.map(EpochScore::epoch).orElse(0);
    }
}
