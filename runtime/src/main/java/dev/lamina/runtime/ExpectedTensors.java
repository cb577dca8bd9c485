package dev.lamina.runtime;

import static dev.lamina.runtime.WeightsException.quote;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors that a file must hold for a model, no more and no fewer, all of finite numbers. */
final class ExpectedTensors {

    private final String model;
    private final Map<String, Expected> expected = new LinkedHashMap<>();

    private record Expected(List<Integer> shape, boolean whole) {}

    ExpectedTensors(String model) {
        this.model = model;
    }

    /** Expects one more tensor, of integers or of floating-point numbers of any width. */
    void add(String name, int[] shape, boolean whole) {
        expected.put(name, new Expected(Arrays.stream(shape).boxed().toList(), whole));
    }

    /** Reads a file, or says everything that is wrong with it. */
    Map<String, Tensor> read(Path file) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            Map<String, SafetensorsReader.Place> places = new LinkedHashMap<>();
            reader.places().forEach(place -> places.put(place.name(), place));
            expected.forEach((name, wanted) -> {
                String misfit = misfit(name, wanted, places.get(name));
                if (!misfit.isEmpty()) {
                    problems.add(misfit);
                } else {
                    // Its size is the model's own by now, so a file cannot ask for more memory than the model does.
                    Tensor tensor = reader.read(places.get(name));
                    requireFinite(tensor, problems);
                    tensors.put(name, tensor);
                }
            });
            places.keySet().stream()
                    .filter(name -> !expected.containsKey(name))
                    .forEach(name -> problems.add("tensor " + quote(name) + ": " + model + " has no such parameter"));
        }
        if (!problems.isEmpty()) {
            throw new WeightsException(file, problems);
        }
        return tensors;
    }

    /** Refuses to write what could not be read back. */
    static void requireFinite(Path file, Iterable<Tensor> tensors) {
        List<String> problems = new ArrayList<>();
        tensors.forEach(tensor -> requireFinite(tensor, problems));
        if (!problems.isEmpty()) {
            throw new WeightsException(file, problems);
        }
    }

    private static void requireFinite(Tensor tensor, List<String> problems) {
        int element = tensor.firstNotFinite();
        if (element >= 0) {
            problems.add("tensor " + tensor.place(element) + " is " + tensor.text(element)
                    + ", but parameters are finite floats");
        }
    }

    private static String misfit(String name, Expected wanted, SafetensorsReader.Place place) {
        if (place == null) {
            return "tensor " + quote(name) + " " + wanted.shape + " is missing";
        }
        if (!place.shape().equals(wanted.shape)) {
            return "tensor " + quote(name) + " has shape " + place.shape() + ", but the model needs " + wanted.shape;
        }
        if (place.type().whole() != wanted.whole) {
            return "tensor " + quote(name) + " is " + place.type() + ", but "
                    + (wanted.whole ? "whole numbers are needed" : "floating-point numbers are needed");
        }
        return "";
    }
}
