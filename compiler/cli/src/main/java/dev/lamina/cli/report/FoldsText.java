package dev.lamina.cli.report;

import dev.lamina.cli.console.Text;
import dev.lamina.cli.train.Score;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A cross validation for people: a line for each fold, then the mean and the standard deviation of each figure. */
public final class FoldsText {

    private static final Map<String, String> NAMES = Map.of(
            "meanF1", "F1",
            "meanArea", "AUC",
            "meanAbsoluteError", "mean absolute error",
            "rootMeanSquaredError", "root mean squared error",
            "determination", "R^2");

    /** The figures that are no losses and no numbers of the target. */
    private static final Set<String> SHARES = Set.of("meanF1", "meanArea", "determination");

    private FoldsText() {}

    /** The line of a fold, which is number {@code fold} from 0 on. */
    public static String line(int fold, int folds, Score score) {
        return line(
                "fold " + (fold + 1) + "/" + folds + ", " + Text.count(score.samples(), "sample"),
                FoldFigures.figures(score));
    }

    /** The lines below those of the folds. */
    public static String summary(List<Score> scores) {
        FoldFigures figures = FoldFigures.of(scores);
        return line("mean", figures.means()) + line("standard deviation", figures.deviations());
    }

    private static String line(String head, Map<String, Double> figures) {
        String text = figures.entrySet().stream()
                .map(each -> name(each.getKey()) + " " + value(each.getKey(), each.getValue()))
                .collect(Collectors.joining("   "));
        return String.format(Locale.ROOT, "%-24s  %s\n", head, text);
    }

    /** The name of a figure, perhaps behind that of an output: {@code boxes: loss}. */
    private static String name(String key) {
        int point = key.lastIndexOf('.');
        String name = key.substring(point + 1);
        return (point < 0 ? "" : key.substring(0, point) + ": ") + NAMES.getOrDefault(name, name);
    }

    private static String value(String key, double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        if (key.endsWith("accuracy")) {
            return Text.percentColumn(value);
        }
        return SHARES.stream().anyMatch(key::endsWith) ? ScoreText.share(value) : Text.loss(value);
    }
}
