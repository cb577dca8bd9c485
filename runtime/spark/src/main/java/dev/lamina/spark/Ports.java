package dev.lamina.spark;

import dev.lamina.runtime.ClassPredictor;
import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.InputPort;
import dev.lamina.runtime.MultiPredictor;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.OutputPort;
import dev.lamina.runtime.Regressor;
import dev.lamina.runtime.SequenceNetwork;
import dev.lamina.runtime.TokenClassPredictor;
import dev.lamina.runtime.TokenClassifier;
import dev.lamina.runtime.TokenPredictor;
import dev.lamina.runtime.TokenRegressor;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The inputs and outputs of a network of any kind. Where there is only one, it has no name.
 *
 * @param least the steps of the shortest sequence
 * @param steps the steps of the longest sequence; 1 if a sample is no sequence
 */
record Ports(List<InputPort> inputs, List<OutputPort> outputs, int least, int steps) implements Serializable {
    Ports {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    static Ports of(Network network) {
        int steps = network instanceof SequenceNetwork sequences ? sequences.steps() : 1;
        int least = network instanceof SequenceNetwork sequences ? least(sequences) : 1;
        if (network instanceof MultiPredictor multi) {
            return new Ports(
                    IntStream.range(0, multi.inputCount())
                            .mapToObj(multi::inputPort)
                            .toList(),
                    IntStream.range(0, multi.outputCount())
                            .mapToObj(multi::outputPort)
                            .toList(),
                    least,
                    steps);
        }
        return new Ports(
                List.of(new InputPort("", network.inputSize(), steps > 1, network instanceof TokenPredictor ? 1 : 0)),
                List.of(new OutputPort(
                        "", network.outputSize(), hasSteps(network, least), truth(network), classes(network))),
                least,
                steps);
    }

    /** Layers that give fewer steps than they read leave none of a sequence that is too short: only the network knows. */
    private static int least(SequenceNetwork network) {
        int least = 1;
        while (least < network.steps() && !takes(network, least)) {
            least++;
        }
        network.length(network.steps());
        return least;
    }

    private static boolean takes(SequenceNetwork network, int length) {
        try {
            network.length(length);
            return true;
        } catch (IllegalArgumentException tooShort) {
            return false;
        }
    }

    /** Whether the output is smaller for shorter sequences. That it is a multiple of the steps does not tell: a vector may be, too. */
    private static boolean hasSteps(Network network, int least) {
        if (!(network instanceof SequenceNetwork sequences)) {
            return false;
        }
        int size = network.outputSize();
        sequences.length(least);
        boolean isSmaller = network.outputSize() < size;
        sequences.length(sequences.steps());
        return isSmaller;
    }

    private static GroundTruth truth(Network network) {
        if (network instanceof Classifier || network instanceof TokenClassifier) {
            return GroundTruth.LABELS;
        }
        return network instanceof Regressor || network instanceof TokenRegressor
                ? GroundTruth.TARGET
                : GroundTruth.NONE;
    }

    private static int classes(Network network) {
        if (network instanceof ClassPredictor predictor) {
            return predictor.classes();
        }
        return network instanceof TokenClassPredictor predictor ? predictor.classes() : 0;
    }

    /** Whether an output gives classes. */
    boolean hasClasses() {
        return outputs.stream().anyMatch(output -> output.classes() > 0);
    }

    /** The outputs that a loss compares with something. */
    List<OutputPort> compared() {
        return outputs.stream()
                .filter(output -> output.truth() != GroundTruth.NONE)
                .toList();
    }

    /** The labels of a sample, or the numbers of its target: of a shorter sequence those of its own steps are enough. */
    static int labels(OutputPort output) {
        return output.classes() > 0 ? output.labelSize() : output.size();
    }

    /**
     * The steps of a sample.
     *
     * @throws IllegalArgumentException if an input needs another number of elements, or sequences differ in length
     */
    int length(Sample sample) {
        int length = 0;
        for (int i = 0; i < inputs.size(); i++) {
            int own = length(inputs.get(i), sample.elements(i));
            if (inputs.get(i).hasSteps() && length > 0 && own != length) {
                throw new IllegalArgumentException("a row has sequences of " + length + " and of " + own
                        + " steps, but those of all inputs are of one length");
            }
            length = inputs.get(i).hasSteps() ? own : length;
        }
        return length == 0 ? steps : length;
    }

    private int length(InputPort input, int elements) {
        int step = input.size() / steps;
        boolean isShorter =
                input.hasSteps() && elements >= least * step && elements < input.size() && elements % step == 0;
        if (elements == input.size() || isShorter) {
            return elements / Math.max(1, step);
        }
        String fewest = least > 1 ? " from " + least * step + " on" : "";
        String shorter = input.hasSteps() && least < steps ? ", or a smaller multiple of " + step + fewest : "";
        throw new IllegalArgumentException("a row has " + elements + " features" + named("the input", input.name())
                + ", but " + input.size() + (input.holdsTokens() ? " tokens" : " numbers") + shorter + " are needed");
    }

    /** The labels of an output of a sample with this many steps. */
    int labels(int output, int length) {
        int all = labels(outputs.get(output));
        return outputs.get(output).hasSteps() ? all / steps * length : all;
    }

    /** A sample of zeros. */
    Sample zeros() {
        return new Sample(
                inputs.stream()
                        .map(input -> new float[input.holdsTokens() ? 0 : input.size()])
                        .toArray(float[][]::new),
                inputs.stream()
                        .map(input -> new int[input.holdsTokens() ? input.size() : 0])
                        .toArray(int[][]::new),
                outputs.stream().map(output -> new int[output.labelSize()]).toArray(int[][]::new),
                outputs.stream()
                        .map(output -> new float[output.truth() == GroundTruth.TARGET ? output.size() : 0])
                        .toArray(float[][]::new));
    }

    /**
     * Requires a label, or a number of the target, for each output of a sample with this many steps.
     *
     * @throws IllegalArgumentException if there are more or fewer
     */
    void requireLabels(Sample sample, int length) {
        for (int i = 0; i < outputs.size(); i++) {
            OutputPort output = outputs.get(i);
            int all = labels(output);
            int own = labels(i, length);
            int given = sample.labelCount(i);
            if (output.truth() != GroundTruth.NONE && given != all && given != own) {
                String fewer = own < all ? ", or " + own + " for its steps" : "";
                throw new IllegalArgumentException("a row has " + given + " labels or target numbers"
                        + named("the output", output.name()) + ", but " + all + fewer + " are needed");
            }
        }
    }

    private static String named(String what, String name) {
        return name.isEmpty() ? "" : " for " + what + " " + name;
    }
}
