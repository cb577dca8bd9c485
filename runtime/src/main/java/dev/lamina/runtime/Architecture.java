package dev.lamina.runtime;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A description of a generated network: its features and its layers. With it, weights of another network are refused even if all their
 * tensors fit.
 *
 * @param inputFeatures features of the input: elements of a vector or of a time step, channels of an image; 0 for tokens, and in a network
 *     with several inputs or outputs
 * @param inputInner how many neighbours in the input array belong to one feature: the pixels of a channel, else 1
 * @param outputFeatures features of the output; 0 in a network with several inputs or outputs
 * @param outputInner as {@code inputInner}, of the output
 * @param layers each layer that has an effect on predictions, with its arguments: {@code relu1: relu}
 * @param inputs the inputs of a network with several inputs or outputs, in the order of the model file; else empty
 * @param targets its outputs, of which those without a target that may be scaled have no features
 */
public record Architecture(
        int inputFeatures,
        int inputInner,
        int outputFeatures,
        int outputInner,
        List<String> layers,
        List<Port> inputs,
        List<Port> targets)
        implements Serializable {

    /** The architecture of parameters that no generated class has created: nothing is compared. */
    static final Architecture UNKNOWN = new Architecture(0, 1, 0, 1, List.of());

    public Architecture {
        layers = List.copyOf(layers);
        inputs = List.copyOf(inputs);
        targets = List.copyOf(targets);
    }

    /** The architecture of a network with one input and one output. */
    public Architecture(int inputFeatures, int inputInner, int outputFeatures, int outputInner, List<String> layers) {
        this(inputFeatures, inputInner, outputFeatures, outputInner, layers, List.of(), List.of());
    }

    /**
     * One of several inputs or outputs.
     *
     * @param features its features; 0 if its numbers cannot be scaled, as tokens and labels
     * @param inner how many neighbours in the array belong to one feature
     */
    public record Port(String name, int features, int inner) implements Serializable {}

    /** Whether a generated class has created it. Not by {@code equals}, which a record computes slowly the first time. */
    boolean isKnown() {
        return inputFeatures != 0
                || inputInner != 1
                || outputFeatures != 0
                || outputInner != 1
                || !layers.isEmpty()
                || !inputs.isEmpty();
    }

    /** Varargs, for generated code. */
    public static Architecture of(
            int inputFeatures, int inputInner, int outputFeatures, int outputInner, String... layers) {
        return new Architecture(inputFeatures, inputInner, outputFeatures, outputInner, List.of(layers));
    }

    /** The same with one more of several inputs. */
    public Architecture withInput(String name, int features, int inner) {
        List<Port> more = with(inputs, new Port(name, features, inner));
        return new Architecture(inputFeatures, inputInner, outputFeatures, outputInner, layers, more, targets);
    }

    /** The same with one more of several outputs. */
    public Architecture withTarget(String name, int features, int inner) {
        List<Port> more = with(targets, new Port(name, features, inner));
        return new Architecture(inputFeatures, inputInner, outputFeatures, outputInner, layers, inputs, more);
    }

    private static List<Port> with(List<Port> ports, Port added) {
        List<Port> more = new ArrayList<>(ports);
        more.add(added);
        return more;
    }

    /** A layer in which two networks differ; {@code number} counts from 1. */
    record Difference(int number, String own, String other) {}

    /** The first layer in which another network differs. */
    Optional<Difference> difference(List<String> others) {
        for (int i = 0; i < Math.max(layers.size(), others.size()); i++) {
            String own = i < layers.size() ? WeightsException.quote(layers.get(i)) : "nothing";
            String other = i < others.size() ? WeightsException.quote(others.get(i)) : "nothing";
            if (!own.equals(other)) {
                return Optional.of(new Difference(i + 1, own, other));
            }
        }
        return Optional.empty();
    }

    /**
     * Why the network cannot be trained on data with these names; empty if it can. A sequence has a column for each feature of each time
     * step.
     */
    Optional<String> misfit(String model, Preprocessing known) {
        int numbers = inputFeatures * inputInner;
        if (numbers > 0 && known.columns().size() % numbers != 0) {
            return Optional.of("the input of " + model + " has " + numbers + " numbers a sample or time step, but there"
                    + " are names of " + known.columns().size() + " columns");
        }
        int classes = Math.max(2, outputFeatures); // one score tells two classes apart
        if (outputFeatures > 0 && known.labels().size() > classes) {
            return Optional.of(model + " has " + classes + " classes, but there are names of "
                    + known.labels().size());
        }
        return Optional.empty();
    }
}
