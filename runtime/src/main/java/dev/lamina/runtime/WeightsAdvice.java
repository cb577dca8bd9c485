package dev.lamina.runtime;

import static dev.lamina.runtime.WeightsException.quote;

import dev.lamina.runtime.ExpectedTensors.Expected;
import dev.lamina.runtime.SafetensorsReader.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what would make tensors fit that do not: another argument of a layer, or a conversion of the file. */
final class WeightsAdvice {
    private static final String SECOND_BIAS = ".bias_hh_l";
    private static final String BIAS = ".bias";

    private WeightsAdvice() {}

    /** What to do about a tensor of another shape; empty if nothing is known. */
    static String of(Place place, List<Integer> needed) {
        List<Integer> theirs = place.shape();
        boolean transposed = theirs.size() == 2
                && needed.size() == 2
                && theirs.get(0).equals(needed.get(1))
                && theirs.get(1).equals(needed.get(0));
        return transposed
                ? "; transposed it fits (lamina weights convert --transpose " + WeightsException.plain(place.name())
                        + ")"
                : "";
    }

    /**
     * What all that is wrong with the names of a file has in common.
     *
     * @param extra the names of tensors that the model does not need
     * @param missing the tensors that the file does not have
     */
    static Optional<String> of(Collection<String> extra, Map<String, Expected> missing) {
        List<String> absent = new ArrayList<>(missing.keySet());
        if (extra.stream().anyMatch(name -> name.contains("kernel") && (name.contains("/") || name.endsWith(":0")))) {
            return Optional.of(
                    "these are names as Keras gives them: lamina weights convert --from keras brings them into ours");
        }
        if (extra.isEmpty() && !absent.isEmpty()) {
            if (absent.stream().allMatch(name -> name.contains(SECOND_BIAS))) {
                return Optional.of("the file has one bias a gate: the layer " + layer(absent.get(0))
                        + " with `bias = single` has one too");
            }
            if (absent.stream().allMatch(name -> name.endsWith(BIAS))) {
                return Optional.of("the file has no such bias: the layer " + layer(absent.get(0))
                        + " with `bias = false` has none either");
            }
        }
        if (absent.isEmpty() && !extra.isEmpty()) {
            String first = extra.iterator().next();
            if (extra.stream().allMatch(name -> name.contains(SECOND_BIAS))) {
                return Optional.of("the file has two biases a gate: the layer " + layer(first)
                        + " without `bias = single` has two as well");
            }
            if (extra.stream().allMatch(name -> name.endsWith(BIAS))) {
                return Optional.of(
                        "the file has a bias: the layer " + layer(first) + " without `bias = false` has one");
            }
        }
        return Optional.empty();
    }

    private static String layer(String tensor) {
        return quote(tensor.substring(0, Math.max(0, tensor.lastIndexOf('.'))));
    }
}
