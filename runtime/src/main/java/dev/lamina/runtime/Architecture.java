package dev.lamina.runtime;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A description of a generated network: its features and its layers. With it, weights of another network are refused even if all their
 * tensors fit.
 *
 * @param inputFeatures features of the input: elements of a vector or of a time step, channels of an image; 0 for tokens
 * @param inputInner how many neighbours in the input array belong to one feature: the pixels of a channel, else 1
 * @param outputFeatures features of the output
 * @param outputInner as {@code inputInner}, of the output
 * @param layers each layer that has an effect on predictions, with its arguments: {@code relu1: relu}
 */
public record Architecture(int inputFeatures, int inputInner, int outputFeatures, int outputInner, List<String> layers)
        implements Serializable {

    /** The architecture of parameters that no generated class has created: nothing is compared. */
    static final Architecture UNKNOWN = new Architecture(0, 1, 0, 1, List.of());

    public Architecture {
        layers = List.copyOf(layers);
    }

    /** Whether a generated class has created it. Not by {@code equals}, which a record computes slowly the first time. */
    boolean isKnown() {
        return inputFeatures != 0 || inputInner != 1 || outputFeatures != 0 || outputInner != 1 || !layers.isEmpty();
    }

    /** Varargs, for generated code. */
    public static Architecture of(
            int inputFeatures, int inputInner, int outputFeatures, int outputInner, String... layers) {
        return new Architecture(inputFeatures, inputInner, outputFeatures, outputInner, List.of(layers));
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
