package dev.lamina.cli.predict;

import dev.lamina.runtime.Preprocessing;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The names of what a model predicts for a row: labels with their classes, or numbers.
 *
 * @param output the name of the output, if the model has several inputs or outputs; else empty
 * @param names the names of its labels or numbers
 * @param classes the names of all classes; empty if it predicts numbers
 * @param steps the number of steps with a prediction each; 0 if there is one for the row
 * @param named whether the names come from the training data
 * @param binary whether each label has one score, for the second of two classes
 */
public record PredictionNames(
        String output, List<String> names, List<String> classes, int steps, boolean named, boolean binary) {

    /** For a model that predicts a class, once or at each step. */
    public static PredictionNames labels(Preprocessing trained, int classes, int labels, int steps) {
        List<String> all =
                IntStream.range(0, classes).mapToObj(i -> name(trained, i)).toList();
        boolean named = trained.targets().size() == labels;
        return new PredictionNames("", named ? trained.targets() : numbered("label", labels), all, steps, named, false);
    }

    /** The same if each label has one score: whether it is there. Only a single one has names for its classes. */
    public PredictionNames ofYesOrNo() {
        return new PredictionNames(output, names, classes, steps, named, true);
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
                "", named ? trained.targets() : numbered("prediction", numbers), List.of(), steps, named, false);
    }

    /** For one of several outputs: the names of its columns are those that its target would have, without the word before the dot. */
    public static PredictionNames of(String output, Preprocessing trained, int classes, int count, int steps) {
        List<String> names = IntStream.range(0, count)
                .mapToObj(i -> count == 1 ? output : output + "." + i)
                .toList();
        Preprocessing named = Preprocessing.NONE.withLabels(trained.labels(output));
        List<String> all =
                IntStream.range(0, classes).mapToObj(i -> name(named, i)).toList();
        return new PredictionNames(output, names, all, steps, false, false);
    }

    private static List<String> numbered(String name, int count) {
        return count == 1
                ? List.of(name)
                : IntStream.rangeClosed(1, count).mapToObj(i -> name + "_" + i).toList();
    }

    /** The same next to copied values, which keep their names. */
    PredictionNames beside(List<String> kept) {
        List<String> own = names.stream().map(name -> beside(name, kept)).toList();
        return new PredictionNames(beside(output, kept), own, classes, steps, named, binary);
    }

    private static String beside(String name, List<String> kept) {
        return kept.contains(name) ? "predicted_" + name : name;
    }

    /** Whether it is one of several outputs. */
    boolean isOneOfSeveral() {
        return !output.isEmpty();
    }

    /** Whether the model predicts classes. */
    public boolean labelled() {
        return !classes.isEmpty();
    }

    /** The number of labels or numbers of one step; of the row if it has no steps. */
    int each() {
        return names.size() / Math.max(1, steps);
    }

    /**
     * The size of the network's output for a row: a score for each class of each label, one for each yes or no, or the
     * numbers themselves.
     */
    int width() {
        return names.size() * (binary ? 1 : Math.max(1, classes.size()));
    }
}
