package dev.lamina.runtime;

import static dev.lamina.runtime.WeightsException.quote;

import dev.lamina.runtime.ExpectedTensors.Expected;
import dev.lamina.runtime.SafetensorsReader.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says what would make tensors fit that do not: another argument of a layer, or a conversion of the file. */
final class WeightsAdvice {
    /** A parameter of a recurrent layer: its label, what it is, the number of the layer in the stack, its direction. */
    private static final Pattern RECURRENT = Pattern.compile("(.*)\\.(weight|bias)_(ih|hh)_l(\\d{1,3})(_reverse)?");

    private static final String SECOND_BIAS = ".bias_hh_l";
    private static final String OUT_PROJECTION = ".out_proj";

    /** The order in which the axes of a kernel [sizes, in, out] give [out, in, sizes], as {@code --transpose} writes them. */
    private static final Map<Integer, List<Integer>> ORDERS =
            Map.of(2, List.of(1, 0), 3, List.of(2, 1, 0), 4, List.of(3, 2, 0, 1));

    private WeightsAdvice() {}

    /** What to do about a tensor of another shape; empty if nothing is known. */
    static String of(Place place, List<Integer> needed) {
        List<Integer> theirs = place.shape();
        List<Integer> order = ORDERS.getOrDefault(theirs.size(), List.of());
        boolean transposed =
                !order.isEmpty() && order.stream().map(theirs::get).toList().equals(needed);
        return transposed
                ? "; transposed it fits (lamina weights convert --transpose " + WeightsException.plain(place.name())
                        + ")"
                : "";
    }

    /**
     * What all that is wrong with the names of a file has in common.
     *
     * @param extra the tensors that the model does not need
     * @param missing the tensors that the file does not have
     * @param expected all tensors that the model needs
     * @param prefix what the names of the file begin with
     */
    static Optional<String> of(
            List<Place> extra, Map<String, Expected> missing, Map<String, Expected> expected, String prefix) {
        List<String> names = extra.stream()
                .map(Place::name)
                .map(name -> name.startsWith(prefix) ? name.substring(prefix.length()) : name)
                .toList();
        if (names.stream().anyMatch(name -> name.contains("kernel") && (name.contains("/") || name.endsWith(":0")))) {
            return Optional.of(
                    "these are names as Keras gives them: lamina weights convert --from keras brings them into ours");
        }
        if (names.isEmpty() && !missing.isEmpty()) {
            return absent(missing.keySet(), expected);
        }
        if (missing.isEmpty() && !names.isEmpty()) {
            return present(names, expected);
        }
        return RenamedLayers.advice(extra, missing);
    }

    private static Optional<String> absent(Collection<String> names, Map<String, Expected> expected) {
        if (all(names, name -> name.contains(SECOND_BIAS))) {
            return Optional.of("the file has one bias a gate: " + layers(names, "with `bias = single` has one too"));
        }
        if (all(names, name -> name.endsWith("_reverse"))) {
            return Optional.of(
                    "the file has one direction: " + layers(names, "without `bidirectional = true` has one too"));
        }
        if (all(names, name -> isRecurrent(name) && name.contains(".bias_"))) {
            return Optional.of("the file has no biases of " + layers(names, "")
                    + ": with tensors of zeros in their place it fits");
        }
        if (all(names, name -> isBias(name) && !expected.containsKey(layer(name) + ".running_mean"))) {
            return Optional.of("the file has no such bias: " + layers(names, "with `bias = false` has none either"));
        }
        return stack(names, false).map(layers -> "the file has fewer layers: " + layers + " has as many");
    }

    private static Optional<String> present(Collection<String> names, Map<String, Expected> expected) {
        if (all(names, name -> name.contains(SECOND_BIAS))) {
            return Optional.of(
                    "the file has two biases a gate: " + layers(names, "without `bias = single` has two as well"));
        }
        if (all(names, name -> name.endsWith("_reverse"))) {
            return Optional.of(
                    "the file has two directions: " + layers(names, "with `bidirectional = true` has two as well"));
        }
        boolean ours = names.stream()
                .allMatch(name ->
                        expected.keySet().stream().anyMatch(each -> layer(each).equals(layer(name)) && !isBias(each)));
        if (ours && all(names, WeightsAdvice::isBias)) {
            return Optional.of("the file has a bias: " + layers(names, "without `bias = false` has one"));
        }
        return stack(names, true).map(layers -> "the file has more layers: " + layers + " has as many");
    }

    /** The recurrent layers whose number of layers would make names fit that are too many, or missing. */
    private static Optional<String> stack(Collection<String> names, boolean tooMany) {
        Map<String, Integer> layers = new LinkedHashMap<>();
        for (String name : names) {
            Matcher parameter = RECURRENT.matcher(name);
            if (!parameter.matches() || parameter.group(4).equals("0")) {
                return Optional.empty();
            }
            int number = Integer.parseInt(parameter.group(4));
            layers.merge(parameter.group(1), tooMany ? number + 1 : number, tooMany ? Math::max : Math::min);
        }
        return Optional.of(layers.entrySet().stream()
                .map(each -> "the layer " + quote(each.getKey()) + " with `layers = " + each.getValue() + "`")
                .collect(Collectors.joining(" and ")));
    }

    private static boolean all(Collection<String> names, Predicate<String> test) {
        return names.stream().allMatch(test);
    }

    private static boolean isRecurrent(String name) {
        return RECURRENT.matcher(name).matches();
    }

    private static boolean isBias(String name) {
        return name.endsWith(".bias") || name.endsWith("_bias");
    }

    /** "the layer `a`", or all of them, with what is said of one. */
    private static String layers(Collection<String> tensors, String said) {
        List<String> all = new ArrayList<>(tensors.stream()
                .map(WeightsAdvice::layer)
                .distinct()
                .map(WeightsException::quote)
                .toList());
        String text = all.size() == 1 ? "the layer " + all.get(0) : "each of the layers " + String.join(", ", all);
        return said.isEmpty() ? text : text + " " + said;
    }

    private static String layer(String tensor) {
        String layer = tensor.substring(0, Math.max(0, tensor.lastIndexOf('.')));
        return layer.endsWith(OUT_PROJECTION) ? layer.substring(0, layer.length() - OUT_PROJECTION.length()) : layer;
    }
}
