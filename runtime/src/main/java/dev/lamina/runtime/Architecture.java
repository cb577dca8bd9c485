package dev.lamina.runtime;

import java.io.Serializable;
import java.util.List;

/**
 * What a generated class says of its network, so that weights of another one are refused even if all their tensors fit.
 *
 * @param inputFeatures features of the input: elements of a vector or of a time step, channels of an image; 0 for tokens
 * @param inputInner how many neighbours in the input array belong to one feature: the pixels of a channel, else 1
 * @param outputFeatures features of the output
 * @param outputInner as {@code inputInner}, of the output
 * @param layers each layer that changes what is predicted, with its arguments: {@code relu1: relu}
 */
public record Architecture(int inputFeatures, int inputInner, int outputFeatures, int outputInner, List<String> layers)
        implements Serializable {

    /** Of parameters that no generated class has made: nothing is compared. */
    static final Architecture UNKNOWN = new Architecture(0, 1, 0, 1, List.of());

    public Architecture {
        layers = List.copyOf(layers);
    }

    /** Varargs, for generated code. */
    public static Architecture of(
            int inputFeatures, int inputInner, int outputFeatures, int outputInner, String... layers) {
        return new Architecture(inputFeatures, inputInner, outputFeatures, outputInner, List.of(layers));
    }
}
