package dev.lamina.cli.report;

import dev.lamina.cli.train.Score;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the folds of a cross validation, by name, with their mean and their standard deviation.
 *
 * @param each for each figure its value in each fold; NaN where a fold does not have it
 */
public record FoldFigures(Map<String, List<Double>> each) {

    /** The figures of some scores. */
    public static FoldFigures of(List<Score> scores) {
        Map<String, List<Double>> each = new LinkedHashMap<>();
        scores.forEach(score -> figures(score)
                .forEach((name, value) ->
                        each.computeIfAbsent(name, any -> new ArrayList<>()).add(value)));
        return new FoldFigures(each);
    }

    /** The figures of a score that its model has, in the order in which they are printed. */
    static Map<String, Double> figures(Score score) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("loss", score.loss());
        if (score.ofClasses()) {
            figures.put("accuracy", score.accuracy());
            figures.put("meanF1", number(score.meanF1()));
            figures.put("meanArea", number(score.meanArea()));
        }
        if (!score.numbers().isEmpty()) {
            figures.put("meanAbsoluteError", number(score.meanAbsoluteError()));
            figures.put("rootMeanSquaredError", number(score.rootMeanSquaredError()));
            figures.put("determination", number(score.determination()));
        }
        score.outputs()
                .forEach(output -> figures(output.score()).forEach((name, value) -> {
                    figures.put(output.output() + "." + name, value);
                }));
        return figures;
    }

    private static double number(@Nullable Double number) {
        return number == null ? Double.NaN : number;
    }

    /** The mean of each figure over the folds that have it; NaN if none has. */
    Map<String, Double> means() {
        Map<String, Double> means = new LinkedHashMap<>();
        each.forEach((name, values) -> means.put(name, mean(values)));
        return means;
    }

    private static double mean(List<Double> values) {
        OptionalDouble mean = values.stream()
                .filter(value -> !value.isNaN())
                .mapToDouble(Double::doubleValue)
                .average();
        return mean.orElse(Double.NaN);
    }

    /**
     * The standard deviation of each figure, as of a sample of all possible folds: the sum of squares is divided by one less than there are
     * folds that have the figure. NaN if these are fewer than two.
     */
    Map<String, Double> deviations() {
        Map<String, Double> deviations = new LinkedHashMap<>();
        each.forEach((name, values) -> deviations.put(name, deviation(values)));
        return deviations;
    }

    private static double deviation(List<Double> values) {
        double mean = mean(values);
        double[] squares = values.stream()
                .filter(value -> !value.isNaN())
                .mapToDouble(value -> (value - mean) * (value - mean))
                .toArray();
        double sum = 0;
        for (double square : squares) {
            sum += square;
        }
        return squares.length < 2 ? Double.NaN : Math.sqrt(sum / (squares.length - 1));
    }
}
