package dev.lamina.cli.predict;

import dev.lamina.runtime.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The names of what a model predicts for a row: labels with their classes, or numbers.
 *
 * @param names the names of its labels or numbers
 * @param classes the names of all classes; empty if it predicts numbers
 * @param steps the number of steps with a prediction each; 0 if there is one for the row
 * @param named whether the names come from the training data
 */
public record PredictionNames(List<String> names, List<String> classes, int steps, boolean named) {

    /** For a model that predicts a class, once or at each step. */
    public static PredictionNames labels(Preprocessing trained, int classes, int labels, int steps) {
        List<String> all =
                IntStream.range(0, classes).mapToObj(i -> name(trained, i)).toList();
        boolean named = trained.targets().size() == labels;
        return new PredictionNames(named ? trained.targets() : numbered("label", labels), all, steps, named);
    }

    /** The name of a class, or its number if it has none; with a word before it if another class has that name. */
    private static String name(Preprocessing trained, int number) {
        String name = trained.label(number);
        boolean taken = number >= trained.labels().size() && trained.labels().contains(name);
        return taken ? "class " + name : name;
    }

    /** For a model that predicts numbers, once or at each step. */
    public static PredictionNames numbers(Preprocessing trained, int numbers, int steps) {
        boolean named = trained.targets().size() == numbers;
        return new PredictionNames(
                named ? trained.targets() : numbered("prediction", numbers), List.of(), steps, named);
    }

    private static List<String> numbered(String name, int count) {
        return count == 1
                ? List.of(name)
                : IntStream.rangeClosed(1, count).mapToObj(i -> name + "_" + i).toList();
    }

    /** The same next to copied values, which keep their names. */
    PredictionNames beside(List<String> kept) {
        List<String> own = new ArrayList<>();
        for (String name : names) {
            own.add(kept.contains(name) ? "predicted_" + name : name);
        }
        return new PredictionNames(own, classes, steps, named);
    }

    /** Whether the model predicts classes. */
    public boolean labelled() {
        return !classes.isEmpty();
    }

    /** The number of labels or numbers of one step; of the row if it has no steps. */
    int each() {
        return names.size() / Math.max(1, steps);
    }

    /** The size of the network's output for a row: a score for each class of each label, or the numbers themselves. */
    int width() {
        return names.size() * Math.max(1, classes.size());
    }
}
