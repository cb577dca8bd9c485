package dev.lamina.cli.report;

import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.Names;
import dev.lamina.cli.train.ClassFigures;
import dev.lamina.cli.train.NumberFigures;
import dev.lamina.cli.train.OutputScore;
import dev.lamina.cli.train.Score;
import dev.lamina.runtime.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The figures of a score beside loss and accuracy, as tables for people. */
public final class ScoreText {

    /** Wider or longer than a screen, a table says nothing. */
    private static final int MOST_CLASSES = 16;

    private ScoreText() {}

    /**
     * All tables that there are, an empty line before each.
     *
     * @param trained the names of the classes, and of the labels or numbers of the target
     */
    public static String details(Score score, Preprocessing trained) {
        return details(score, trained.labels(), trained.targets())
                + score.outputs().stream()
                        .map(output -> of(output, trained.labels(output.output())))
                        .collect(Collectors.joining());
    }

    /** The tables of one of several outputs, behind its name. */
    private static String of(OutputScore output, List<String> labels) {
        String tables = details(output.score(), labels, output.columns());
        return tables.isEmpty() ? "" : "\n" + output.output() + ":" + tables;
    }

    private static String details(Score score, List<String> labels, List<String> targets) {
        String confusion = confusion(score, labels);
        return Stream.of(
                        classes(score, score.confusion().isEmpty() ? targets : labels),
                        confusion.isEmpty() ? "" : "how often a label (row) was predicted as (column):\n" + confusion,
                        numbers(score, targets))
                .filter(table -> !table.isEmpty())
                .map(table -> "\n" + table)
                .collect(Collectors.joining());
    }

    /** A line for each class or label with precision, recall, F1 and area under the curve; empty if there are none, or too many. */
    private static String classes(Score score, List<String> names) {
        List<ClassFigures> classes = score.classes();
        if (classes.isEmpty() || classes.size() > MOST_CLASSES) {
            return "";
        }
        boolean one = score.confusion().size() == 2;
        Table table = new Table(
                1, score.confusion().isEmpty() ? "label" : "class", "samples", "precision", "recall", "F1", "AUC");
        for (int i = 0; i < classes.size(); i++) {
            ClassFigures of = classes.get(i);
            table.row(
                    name(i, names),
                    Text.grouped(of.support()),
                    share(of.precision()),
                    share(of.recall()),
                    share(of.f1()),
                    one && i == 0 ? "" : share(of.area()));
        }
        if (classes.size() > 2) {
            table.row("mean", "", "", "", share(score.meanF1()), share(score.meanArea()));
        }
        return table.text();
    }

    /** How often each label was predicted as each class; empty if there are no classes, or too many. */
    private static String confusion(Score score, List<String> names) {
        List<List<Integer>> counts = score.confusion();
        if (counts.isEmpty() || counts.size() > MOST_CLASSES) {
            return "";
        }
        List<String> heading = new ArrayList<>(List.of(""));
        IntStream.range(0, counts.size()).forEach(i -> heading.add(name(i, names)));
        Table table = new Table(0, heading.toArray(new String[0]));
        for (int label = 0; label < counts.size(); label++) {
            List<String> cells = new ArrayList<>(List.of(name(label, names)));
            counts.get(label).forEach(count -> cells.add(count == 0 ? "." : Text.grouped(count)));
            table.row(cells.toArray(new String[0]));
        }
        return table.text();
    }

    /** A line for each number of a target, and how far predictions are from it; empty if there is none, or if there are too many. */
    private static String numbers(Score score, List<String> names) {
        List<NumberFigures> numbers = score.numbers();
        if (numbers.isEmpty()) {
            return "";
        }
        Table table = new Table(1, "target", "mean absolute error", "root mean squared error", "R^2");
        boolean each = numbers.size() <= MOST_CLASSES;
        for (int i = 0; each && i < numbers.size(); i++) {
            NumberFigures of = numbers.get(i);
            table.row(
                    name(i, names),
                    Text.loss(of.meanAbsoluteError()),
                    Text.loss(of.rootMeanSquaredError()),
                    share(of.determination()));
        }
        if (numbers.size() > 1) {
            table.row(
                    "all",
                    number(score.meanAbsoluteError()),
                    number(score.rootMeanSquaredError()),
                    share(score.determination()));
        }
        return table.text();
    }

    private static String name(int number, List<String> names) {
        return number < names.size() ? Names.shortened(names.get(number)) : Integer.toString(number);
    }

    private static String number(@Nullable Double number) {
        return number == null ? "-" : Text.loss(number);
    }

    /** A share or a coefficient with four decimals; {@code -} if there is none. */
    static String share(@Nullable Double share) {
        return share == null ? "-" : String.format(Locale.ROOT, "%.4f", share);
    }
}
