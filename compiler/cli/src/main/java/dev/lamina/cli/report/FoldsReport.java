package dev.lamina.cli.report;

import dev.lamina.cli.train.Score;
import dev.lamina.runtime.Preprocessing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cross validation as data.
 *
 * @param samples the number of all samples
 * @param stratified whether each fold has its share of each class
 * @param mean of each figure the mean over the folds; null if no fold has it
 * @param deviation of each figure the standard deviation; null if fewer than two folds have it
 */
public record FoldsReport(
        int samples,
        int folds,
        long seed,
        boolean stratified,
        List<ScoreReport> each,
        Map<String, @Nullable Double> mean,
        Map<String, @Nullable Double> deviation) {

    /**
     * The report of the scores of all folds.
     *
     * @param names the names of classes, labels and numbers
     */
    public static FoldsReport of(int samples, long seed, boolean stratified, List<Score> scores, Preprocessing names) {
        FoldFigures figures = FoldFigures.of(scores);
        return new FoldsReport(
                samples,
                scores.size(),
                seed,
                stratified,
                scores.stream()
                        .map(score -> ScoreReport.of(score, names))
                        .toList(),
                finite(figures.means()),
                finite(figures.deviations()));
    }

    private static Map<String, @Nullable Double> finite(Map<String, Double> numbers) {
        Map<String, @Nullable Double> finite = new LinkedHashMap<>();
        numbers.forEach((name, value) -> finite.put(name, Double.isFinite(value) ? value : null));
        return finite;
    }
}
