package dev.lamina.runtime;

import dev.lamina.runtime.ExpectedTensors.Expected;
import dev.lamina.runtime.SafetensorsReader.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Layers that have other names in a file than in the model, such as {@code 0} for {@code fc1}, found by the names and shapes of their
 * tensors. They are proposed only if there is one way to assign them, or if the names in the file are numbered.
 */
final class RenamedLayers {

    /** A longer command is no help: such a file is converted by a script. */
    private static final int MOST = 12;

    /** What a shell takes as it is. */
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    private final Map<String, Map<String, List<Integer>>> theirs =
            new TreeMap<>(Comparator.comparing(RenamedLayers::key));
    private final Map<String, Map<String, List<Integer>>> ours = new LinkedHashMap<>();

    private RenamedLayers(List<Place> extra, Map<String, Expected> missing) {
        for (Place place : extra) {
            if (!place.type().whole()) { // a count of batches, which nothing needs
                add(theirs, place.name(), place.shape());
            }
        }
        missing.forEach((name, wanted) -> {
            if (!wanted.optional()) {
                add(ours, name, wanted.shape());
            }
        });
    }

    /** The command that renames the layers; empty if none is sure to do it. */
    static Optional<String> advice(List<Place> extra, Map<String, Expected> missing) {
        if (missing.isEmpty() || missing.size() > 100 || extra.size() > 1000) {
            return Optional.empty();
        }
        return new RenamedLayers(extra, missing).rules().map(rules -> {
            StringBuilder command = new StringBuilder("the layers have other names: lamina weights convert");
            rules.forEach((old, label) ->
                    command.append(" --rename ").append(old).append('=').append(label));
            return command.append(" gives them those of the model").toString();
        });
    }

    private static void add(Map<String, Map<String, List<Integer>>> layers, String name, List<Integer> shape) {
        int dot = name.lastIndexOf('.') + 1;
        layers.computeIfAbsent(name.substring(0, dot), layer -> new TreeMap<>()).put(name.substring(dot), shape);
    }

    /** A name with its numbers as numbers: layers.10 comes after layers.9. */
    private static String key(String name) {
        StringBuilder key = new StringBuilder();
        for (String part : name.split("(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)")) {
            boolean number = !part.isEmpty() && Character.isDigit(part.charAt(0));
            key.append(number ? "0".repeat(Math.max(0, 20 - part.length())) + part : part);
        }
        return key + " " + name;
    }

    private Optional<Map<String, String>> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        for (Map.Entry<String, Map<String, List<Integer>>> layer : ours.entrySet()) {
            List<String> fitting = fitting(theirs, layer.getValue());
            List<String> equal = fitting(ours, layer.getValue());
            if (fitting.size() != equal.size() || fitting.size() > 1 && !isNumbered(fitting)) {
                return Optional.empty();
            }
            String old = fitting.get(equal.indexOf(layer.getKey()));
            if (!SAFE.matcher(old).matches() || !SAFE.matcher(layer.getKey()).matches()) {
                return Optional.empty();
            }
            rules.put(old, layer.getKey());
        }
        return rules.size() <= MOST && areRight(rules) ? Optional.of(rules) : Optional.empty();
    }

    private static List<String> fitting(
            Map<String, Map<String, List<Integer>>> layers, Map<String, List<Integer>> tensors) {
        List<String> fitting = new ArrayList<>();
        layers.forEach((name, own) -> {
            if (own.equals(tensors)) {
                fitting.add(name);
            }
        });
        return fitting;
    }

    /** Whether names differ in their numbers alone. */
    private static boolean isNumbered(List<String> names) {
        return names.stream()
                                .map(name -> name.replaceAll("\\d+", "0"))
                                .distinct()
                                .count()
                        == 1
                && names.get(0).matches(".*\\d.*");
    }

    /** Whether the first rule that a name begins with is that of its own layer, as {@code --rename} takes them. */
    private boolean areRight(Map<String, String> rules) {
        return theirs.keySet().stream().allMatch(layer -> {
            Optional<String> first =
                    rules.keySet().stream().filter(layer::startsWith).findFirst();
            return rules.containsKey(layer) ? first.equals(Optional.of(layer)) : first.isEmpty();
        });
    }
}
