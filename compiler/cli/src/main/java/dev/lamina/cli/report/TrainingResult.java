package dev.lamina.cli.report;

import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.Names;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.cli.train.EpochScore;
import dev.lamina.cli.train.OutputScore;
import dev.lamina.cli.train.Score;
import dev.lamina.cli.train.TrainingOutcome;
import dev.lamina.compiler.source.Printable;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.Preprocessing;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the user is told at the end of a training run.
 *
 * @param best the best epoch, if its weights are the ones that are saved
 * @param trained the names and scalings of the training data
 * @param saved whether there were weights to save
 */
public record TrainingResult(
        ModelFacts facts,
        TrainingOutcome outcome,
        Optional<EpochScore> best,
        Preprocessing trained,
        boolean saved,
        Path weights) {

    /** What may help if the loss is not finite any more. */
    public static final String AGAINST_DIVERGENCE =
            "\n  a lower rate (--rate) may help, or numbers that are scaled to about 1 (--standardise, --scale)";

    private static final String WITHOUT_GRADIENT =
            "the gradient was 0 in all steps of the last epoch, so the network learns nothing more: a relu that gives 0 for"
                    + " all samples passes no gradient, nor does a softmax of one number; another --seed, leaky_relu, a"
                    + " lower rate or scaled inputs (--standardise) may help";

    /** Up to so many numbers of a target have an error each, in their own units; more have one in common. */
    private static final int SINGLE_ERRORS = 8;

    /** Prints how the run ended, and the scores. */
    public void print(PrintStream out) {
        switch (outcome.ending()) {
            case STOPPED -> out.println("stopped after step " + Text.grouped(outcome.step()));
            case PATIENCE_OVER ->
                out.println("\nstopped after epoch " + outcome.goodEpochs()
                        + ", as the test loss has not been lower since epoch " + bestEpoch());
            case DONE -> out.println();
            case DIVERGED -> {}
        }
        scores(out);
    }

    /** Prints where the weights are, and of which epoch they are. */
    public void printWeights(PrintStream out) {
        if (saved) {
            out.println("weights: " + Printable.line(weights) + " (" + keptPlace() + ")");
        }
    }

    private int bestEpoch() {
        return outcome.best().map(EpochScore::epoch).orElse(0);
    }

    /** Prints the score of the saved weights, and that of the last or the best epoch if it is another one. */
    private void scores(PrintStream out) {
        Optional<EpochScore> last = outcome.last();
        Optional<EpochScore> kept = best.isPresent() || !endedWithAnEpoch() ? best : last;
        kept.ifPresent(own -> {
            out.println(title() + score(own.score()));
            baseline(own.score()).ifPresent(baseline -> out.println(baseline.text()));
        });
        Optional<EpochScore> other = best.isPresent() ? last : outcome.best();
        String name = best.isPresent() ? "last" : "best";
        other.filter(beside -> kept.isPresent() && beside.epoch() != kept.get().epoch())
                .ifPresent(beside -> out.println(name + " epoch, " + beside.epoch() + ": " + score(beside.score())));
    }

    private Optional<MajorityBaseline> baseline(Score score) {
        return facts.isMulti() ? Optional.empty() : MajorityBaseline.of(score);
    }

    /** A warning about the weights that are saved, for the stream of errors; else empty. */
    public Optional<String> warning() {
        return withoutGradient()
                ? Optional.of(WITHOUT_GRADIENT)
                : best.or(outcome::last).flatMap(own -> baseline(own.score())).flatMap(MajorityBaseline::warning);
    }

    /** Whether no step of the last epoch changed anything, although the loss is not 0. */
    private boolean withoutGradient() {
        return outcome.reports().stream()
                .reduce((earlier, later) -> later)
                .filter(last -> last.steps().largestNorm() == 0 && last.loss() > 0)
                .isPresent();
    }

    private boolean endedWithAnEpoch() {
        return outcome.ending() != TrainingOutcome.Ending.STOPPED;
    }

    /** The epoch or step of the saved weights. */
    private String keptPlace() {
        if (best.isPresent()) {
            return "epoch " + best.get().epoch() + ", the best";
        }
        return endedWithAnEpoch()
                ? "epoch " + outcome.goodEpochs() + ", the last"
                : "step " + Text.grouped(outcome.step());
    }

    private String title() {
        return ofClasses() ? "test accuracy: " : "test loss: ";
    }

    /** Whether there is one output, a class or labels that are there or not. */
    private boolean ofClasses() {
        return !facts.isMulti()
                && (facts.groundTruth() == GroundTruth.LABELS || facts.loss(0).isBinary());
    }

    /** What the loss of a regression is, in words. */
    private String lossName() {
        String keyword = facts.loss(0).keyword();
        return switch (keyword) {
            case "mse" -> "mean squared error";
            case "mae" -> "mean absolute error";
            default -> keyword;
        };
    }

    private String score(Score score) {
        if (facts.isMulti()) {
            return Text.loss(score.loss())
                    + score.outputs().stream()
                            .map(output -> "; " + outputText(output, trained))
                            .collect(Collectors.joining());
        }
        if (ofClasses() && score.decisions() == 0) {
            return "none, because the loss ignores all labels of the held-out samples";
        }
        return ofClasses()
                ? Text.percent(score.accuracy()) + " (" + Text.grouped(score.correct()) + " of "
                        + Text.grouped(score.decisions()) + "), loss " + Text.loss(score.loss())
                : Text.loss(score.loss()) + " (" + lossName() + " of " + Text.grouped(score.rows())
                        + (trained.target().isNone() ? ")" : ", scaled)" + inUnitsOfTarget(score, trained.targets()));
    }

    /** What is said of one of several outputs: {@code scores: accuracy 97.20 % (243 of 250), loss 0.1234}. */
    public static String outputText(OutputScore output, Preprocessing trained) {
        Score score = output.score();
        return output.output() + ": "
                + (output.labelled()
                        ? "accuracy " + Text.percent(score.accuracy()) + " (" + Text.grouped(score.correct()) + " of "
                                + Text.grouped(score.decisions()) + "), "
                        : "")
                + "loss " + Text.loss(score.loss())
                + (trained.target(output.output()).isNone()
                        ? ""
                        : " (scaled)" + inUnitsOfTarget(score, output.columns()));
    }

    /** The root mean squared error in the units of the data, because the loss is of scaled numbers. */
    public static String inUnitsOfTarget(Score score, List<String> names) {
        List<Double> errors = score.rootMeanSquaredErrors();
        if (errors.size() > 1 && errors.size() <= SINGLE_ERRORS) {
            List<String> each = IntStream.range(0, errors.size())
                    .mapToObj(i -> (names.size() == errors.size() ? Names.shortened(names.get(i)) : i + 1) + " "
                            + Text.loss(errors.get(i)))
                    .toList();
            return "; root mean squared errors in units of the target: " + String.join(", ", each);
        }
        Double error = score.rootMeanSquaredError();
        return error == null ? "" : "; root mean squared error: " + Text.loss(error) + " in units of the target";
    }

    /**
     * The message when the loss is not finite any more.
     *
     * @param finding what {@code --check-numbers} has found
     */
    public String divergence(Optional<String> finding) {
        String kept = saved
                ? "the weights of epoch " + best.map(EpochScore::epoch).orElse(outcome.goodEpochs()) + " are saved"
                : "it happened in the first epoch, so nothing is saved";
        return finding.orElse("the loss became " + outcome.loss() + " at step " + outcome.step()) + "; " + kept
                + AGAINST_DIVERGENCE
                + (finding.isPresent() ? "" : "; --check-numbers names the first layer");
    }
}
