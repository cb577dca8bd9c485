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
 * @param targetScaled whether the loss compares numbers that are scaled
 * @param saved whether the weights were
 */
record TrainingResult(ModelFacts facts, Outcome outcome, boolean targetScaled, boolean saved, Path weights) {

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
                        + (targetScaled ? ", scaled)" + inUnitsOfTarget(score) : ")");
    }

    /** The error as it is in the data, where the loss is of scaled numbers. */
    static String inUnitsOfTarget(Score score) {
        Double error = score.rootMeanSquaredError();
        return error == null ? "" : "; root mean squared error: " + Text.loss(error) + " in units of the target";
    }

    /** What to say when the loss is no number any more. */
    String divergence() {
        String kept = saved
                ? "the weights of epoch " + outcome.goodEpochs() + " are saved"
                : "it happened in the first epoch, so nothing is saved";
        return "the loss became " + outcome.loss() + " at step " + (outcome.step()) + "; " + kept
                + "\na lower rate (--rate) may help, or numbers that are scaled to about 1 (--standardise, --scale)";
    }
}
