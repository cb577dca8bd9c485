package dev.lamina.runtime;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The data that a network's parameters were trained on: the names of its columns and labels, and the scaling of its numbers. It is written
 * to the weights file with the parameters. A network applies the scaling of the input to its input, and undoes the scaling of the target on
 * its output. A network with several inputs or outputs has a scaling for each of them, and names for the classes of each output, by the
 * name of the input or output. Its columns have no names of their own.
 *
 * @param columns the names of the input's columns, in the order of the network's input; empty if they had no names
 * @param targets the names of the columns of the label or target; empty if they had no names
 * @param labels the name of each class; empty if classes are numbers only
 * @param classWeights how much each class counts in training, or each label that is there, as it was counted; empty if it was not
 * @param input how inputs are scaled
 * @param target how the target of a regression is scaled; the network's output is scaled back
 * @param inputScalings how each of several inputs is scaled; an input that is not there is not scaled
 * @param targetScalings how the target of each of several outputs is scaled
 * @param outputLabels the name of each class of several outputs; an output that is not there has classes that are numbers only
 */
public record Preprocessing(
        List<String> columns,
        List<String> targets,
        List<String> labels,
        List<Float> classWeights,
        Scaling input,
        Scaling target,
        Map<String, Scaling> inputScalings,
        Map<String, Scaling> targetScalings,
        Map<String, List<String>> outputLabels)
        implements Serializable {

    private static final String[] NUMERALS = new String[1000];

    static {
        for (int i = 0; i < NUMERALS.length; i++) {
            NUMERALS[i] = Integer.toString(i);
        }
    }

    /** Nothing is known, and nothing is scaled. */
    public static final Preprocessing NONE =
            new Preprocessing(List.of(), List.of(), List.of(), List.of(), Scaling.none(), Scaling.none());

    public Preprocessing {
        columns = List.copyOf(columns);
        targets = List.copyOf(targets);
        labels = List.copyOf(labels);
        classWeights = List.copyOf(classWeights);
        inputScalings = Map.copyOf(inputScalings);
        targetScalings = Map.copyOf(targetScalings);
        outputLabels = Map.copyOf(outputLabels);
    }

    /** For a network with one input and one output. */
    public Preprocessing(
            List<String> columns,
            List<String> targets,
            List<String> labels,
            List<Float> classWeights,
            Scaling input,
            Scaling target) {
        this(columns, targets, labels, classWeights, input, target, Map.of(), Map.of(), Map.of());
    }

    /** The label of a class: its name in the data, or its number if classes have no names. It creates no text at each call. */
    public String label(int number) {
        if (number < labels.size()) {
            return labels.get(number);
        }
        return number < NUMERALS.length ? NUMERALS[number] : Integer.toString(number);
    }

    /** How one of several inputs is scaled. */
    public Scaling input(String name) {
        return inputScalings.getOrDefault(name, Scaling.none());
    }

    /** How the target of one of several outputs is scaled. */
    public Scaling target(String output) {
        return targetScalings.getOrDefault(output, Scaling.none());
    }

    /** The names of the classes of one of several outputs; empty if they are numbers only. */
    public List<String> labels(String output) {
        return outputLabels.getOrDefault(output, List.of());
    }

    /** The same with a name for each class of one of several outputs. */
    public Preprocessing withLabels(String output, List<String> names) {
        Map<String, List<String>> changed = new HashMap<>(outputLabels);
        changed.put(output, List.copyOf(names));
        return new Preprocessing(
                columns, targets, labels, classWeights, input, target, inputScalings, targetScalings, changed);
    }

    /** The same with names of columns: those of the input, and those of the label or target. */
    public Preprocessing withColumns(List<String> ofInput, List<String> ofTarget) {
        return new Preprocessing(
                ofInput, ofTarget, labels, classWeights, input, target, inputScalings, targetScalings, outputLabels);
    }

    /** The same with a name for each class. */
    public Preprocessing withLabels(List<String> names) {
        return new Preprocessing(
                columns, targets, names, classWeights, input, target, inputScalings, targetScalings, outputLabels);
    }

    /** The same with weights of classes or labels. */
    public Preprocessing withClassWeights(List<Float> counted) {
        return new Preprocessing(
                columns, targets, labels, counted, input, target, inputScalings, targetScalings, outputLabels);
    }

    /** The same with scaled inputs. */
    public Preprocessing withInput(Scaling scaling) {
        return new Preprocessing(
                columns, targets, labels, classWeights, scaling, target, inputScalings, targetScalings, outputLabels);
    }

    /** The same with a scaled target. */
    public Preprocessing withTarget(Scaling scaling) {
        return new Preprocessing(
                columns, targets, labels, classWeights, input, scaling, inputScalings, targetScalings, outputLabels);
    }

    /** The same with another scaling of one of several inputs. */
    public Preprocessing withInput(String name, Scaling scaling) {
        Map<String, Scaling> changed = with(inputScalings, name, scaling);
        return new Preprocessing(
                columns, targets, labels, classWeights, input, target, changed, targetScalings, outputLabels);
    }

    /** The same with another scaling of the target of one of several outputs. */
    public Preprocessing withTarget(String output, Scaling scaling) {
        Map<String, Scaling> changed = with(targetScalings, output, scaling);
        return new Preprocessing(
                columns, targets, labels, classWeights, input, target, inputScalings, changed, outputLabels);
    }

    private static Map<String, Scaling> with(Map<String, Scaling> scalings, String name, Scaling scaling) {
        Map<String, Scaling> changed = new HashMap<>(scalings);
        if (scaling.isNone()) {
            changed.remove(name);
        } else {
            changed.put(name, scaling);
        }
        return changed;
    }

    /** Names as one text of metadata: a line each, with line ends and backslashes escaped. */
    static String joined(List<String> names) {
        return String.join(
                "\n",
                names.stream()
                        .map(name -> name.replace("\\", "\\\\").replace("\n", "\\n"))
                        .toList());
    }

    /** The names that {@link #joined} has written. */
    static List<String> split(String text) {
        List<String> names = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            StringBuilder name = new StringBuilder();
            for (int i = 0; i < line.length(); i++) {
                char c = line.charAt(i);
                if (c == '\\' && i + 1 < line.length()) {
                    c = line.charAt(++i) == 'n' ? '\n' : '\\';
                }
                name.append(c);
            }
            names.add(name.toString());
        }
        return names;
    }
}
