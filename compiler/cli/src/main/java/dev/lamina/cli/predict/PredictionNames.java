package dev.lamina.cli.predict;

import dev.lamina.runtime.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a model says of each row, and what that is called.
 *
 * @param names the names of its labels or numbers
 * @param classes the names of all classes; empty if it says numbers
 * @param steps how many steps have an answer each; 0 if the row has one
 * @param named whether the names are those of the data
 */
public record PredictionNames(List<String> names, List<String> classes, int steps, boolean named) {

    /** Of a model that tells one of several classes, once or at each step. */
    public static PredictionNames labels(Preprocessing trained, int classes, int labels, int steps) {
        List<String> all =
                IntStream.range(0, classes).mapToObj(i -> name(trained, i)).toList();
        boolean named = trained.targets().size() == labels;
        return new PredictionNames(named ? trained.targets() : numbered("label", labels), all, steps, named);
    }

    /** A class without a name is called by its number, unless a name looks like it. */
    private static String name(Preprocessing trained, int number) {
        String name = trained.label(number);
        boolean taken = number >= trained.labels().size() && trained.labels().contains(name);
        return taken ? "class " + name : name;
    }

    /** Of a model that tells numbers, once or at each step. */
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

    /** The same beside values that are kept, whose names are theirs. */
    PredictionNames beside(List<String> kept) {
        List<String> own = new ArrayList<>();
        for (String name : names) {
            own.add(kept.contains(name) ? "predicted_" + name : name);
        }
        return new PredictionNames(own, classes, steps, named);
    }

    /** Whether it says classes. */
    public boolean labelled() {
        return !classes.isEmpty();
    }

    /** Labels or numbers of one step; of the row if it has one answer. */
    int each() {
        return names.size() / Math.max(1, steps);
    }

    /** The numbers that the network gives for a row: a score for each class of each label, or the numbers themselves. */
    int width() {
        return names.size() * Math.max(1, classes.size());
    }
}
