package dev.lamina.cli;

import dev.lamina.cli.train.EpochReport;
import dev.lamina.cli.train.Outcome;
import dev.lamina.cli.train.Score;
import dev.lamina.compiler.LossKind;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * What to tell about a run that is over.
 *
 * @param saved whether the weights were
 */
record TrainingResult(ModelFacts facts, Outcome outcome, boolean saved, Path weights) {

    void print(PrintStream out) {
        if (outcome.ending() == Outcome.Ending.STOPPED) {
            out.println("stopped after step " + Text.grouped(outcome.step()));
        }
        if (outcome.ending() == Outcome.Ending.DONE) {
            EpochReport last = outcome.reports().get(outcome.reports().size() - 1);
            out.println();
            last.test().ifPresent(score -> out.println(score(score)));
        }
        if (saved) {
            out.println("weights: " + weights);
        }
    }

    private String score(Score score) {
        return facts.loss() == LossKind.LABELS
                ? "test accuracy: " + Text.percent(score.accuracy()) + " (" + Text.grouped(score.correct()) + " of "
                        + Text.grouped(score.samples()) + ")"
                : "test loss: " + Text.loss(score.loss()) + " (mean squared error of " + Text.grouped(score.samples())
                        + ")";
    }

    /** What to say when the loss is no number any more. */
    String divergence() {
        String kept = saved
                ? "the weights of epoch " + outcome.goodEpochs() + " are saved"
                : "it happened in the first epoch, so nothing is saved";
        return "the loss became " + outcome.loss() + " at step " + (outcome.step()) + "; " + kept
                + "\na lower rate (--rate) may help, or inputs that are scaled to about 1 (--scale)";
    }
}
