package dev.lamina.cli.report;

import dev.lamina.cli.train.ClassFigures;
import dev.lamina.cli.train.NumberFigures;
import dev.lamina.cli.train.OutputScore;
import dev.lamina.cli.train.Score;
import dev.lamina.runtime.Preprocessing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A score as data. Figures that the model does not have are null; so are those that are not finite, because JSON has neither NaN nor
 * infinity: {@code problem} then says why.
 *
 * @param samples the number of samples
 * @param rows the number of their labels or targets: of the steps, if each step has one
 * @param unclear for how many rows an output is NaN
 * @param problem why there is no loss; null if there is one
 * @param confusion by label, how often each class was predicted
 * @param outputs the reports of the outputs, if there are several
 */
public record ScoreReport(
        int samples,
        int rows,
        @Nullable Double loss,
        int unclear,
        @Nullable String problem,
        @Nullable Double accuracy,
        @Nullable Integer correct,
        @Nullable List<String> labels,
        @Nullable Double meanF1,
        @Nullable Double meanArea,
        @Nullable List<ClassReport> classes,
        @Nullable List<List<Integer>> confusion,
        @Nullable Double meanAbsoluteError,
        @Nullable Double rootMeanSquaredError,
        @Nullable Double determination,
        @Nullable List<NumberReport> numbers,
        @Nullable List<@Nullable Double> rootMeanSquaredErrors,
        @Nullable Map<String, ScoreReport> outputs) {

    /** The figures of a class, or of one of several labels; {@code area} is that under the receiver operating characteristic. */
    record ClassReport(
            String label,
            int samples,
            int predicted,
            @Nullable Double precision,
            @Nullable Double recall,
            @Nullable Double f1,
            @Nullable Double area) {}

    /** The figures of a number of a target; {@code determination} is R². */
    record NumberReport(
            String target,
            @Nullable Double meanAbsoluteError,
            @Nullable Double rootMeanSquaredError,
            @Nullable Double determination) {}

    /**
     * The report of a score.
     *
     * @param trained the names of the classes, and of the labels or numbers of the target
     */
    public static ScoreReport of(Score score, Preprocessing trained) {
        return of(score, trained.labels(), trained.targets(), trained);
    }

    private static ScoreReport of(Score score, List<String> labels, List<String> targets, Preprocessing trained) {
        boolean ofClasses = score.ofClasses();
        boolean ofNumbers = !score.numbers().isEmpty();
        List<String> classNames = score.confusion().isEmpty() ? targets : labels;
        return new ScoreReport(
                score.samples(),
                score.rows(),
                finite(score.loss()),
                score.unclear(),
                problem(score),
                finite(score.accuracy()),
                ofClasses ? score.correct() : null,
                labels.isEmpty() ? null : labels,
                score.meanF1(),
                score.meanArea(),
                ofClasses ? classes(score, classNames) : null,
                score.confusion().isEmpty() ? null : score.confusion(),
                finite(score.meanAbsoluteError()),
                finite(score.rootMeanSquaredError()),
                finite(score.determination()),
                ofNumbers ? numbers(score, targets) : null,
                ofNumbers ? errors(score) : null,
                score.outputs().isEmpty() ? null : outputs(score, trained));
    }

    /** Why a score has no loss; null if it has one. */
    public static @Nullable String problem(Score score) {
        if (Double.isFinite(score.loss())) {
            return null;
        }
        if (nothingCounts(score)) {
            return whyNothingCounts(score);
        }
        return Double.isNaN(score.loss())
                ? "the loss is not a number, as are outputs for " + score.unclear() + " of " + score.rows()
                : "the loss is infinite";
    }

    /** Whether a score has no loss although all outputs are numbers: no label counts, or no sample. */
    public static boolean nothingCounts(Score score) {
        return Double.isNaN(score.loss()) && score.unclear() == 0;
    }

    private static String whyNothingCounts(Score score) {
        for (OutputScore output : score.outputs()) {
            if (nothingCounts(output.score())) {
                return output.output() + ": " + whyNothingCounts(output.score());
            }
        }
        return score.ofClasses() && score.decisions() == 0
                ? "the loss ignores all labels, so there is none to measure"
                : "all samples have the weight 0, so there is no loss to measure";
    }

    private static List<ClassReport> classes(Score score, List<String> names) {
        List<ClassReport> all = new ArrayList<>();
        for (ClassFigures each : score.classes()) {
            all.add(new ClassReport(
                    name(all.size(), names),
                    each.support(),
                    each.predicted(),
                    each.precision(),
                    each.recall(),
                    each.f1(),
                    each.area()));
        }
        return all;
    }

    private static List<NumberReport> numbers(Score score, List<String> names) {
        List<NumberReport> all = new ArrayList<>();
        for (NumberFigures each : score.numbers()) {
            all.add(new NumberReport(
                    name(all.size(), names),
                    finite(each.meanAbsoluteError()),
                    finite(each.rootMeanSquaredError()),
                    finite(each.determination())));
        }
        return all;
    }

    private static List<@Nullable Double> errors(Score score) {
        List<@Nullable Double> errors = new ArrayList<>();
        score.rootMeanSquaredErrors().forEach(error -> errors.add(finite(error)));
        return errors;
    }

    private static Map<String, ScoreReport> outputs(Score score, Preprocessing trained) {
        Map<String, ScoreReport> outputs = new LinkedHashMap<>();
        for (OutputScore output : score.outputs()) {
            outputs.put(
                    output.output(), of(output.score(), trained.labels(output.output()), output.columns(), trained));
        }
        return outputs;
    }

    private static String name(int number, List<String> names) {
        return number < names.size() ? names.get(number) : Integer.toString(number);
    }

    private static @Nullable Double finite(@Nullable Double number) {
        return number == null || !Double.isFinite(number) ? null : number;
    }
}
