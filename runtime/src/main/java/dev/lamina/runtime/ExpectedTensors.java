package dev.lamina.runtime;

import static dev.lamina.runtime.WeightsException.quote;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The tensors that a file must hold for a model, no more and no fewer, all of finite numbers. */
final class ExpectedTensors {

    private final String model;
    private final Map<String, Expected> expected = new LinkedHashMap<>();

    private record Expected(List<Integer> shape, boolean whole) {}

    /** The tensors of a file that had all of them. */
    record Found(Map<String, Tensor> tensors) {

        /** A tensor that was expected. */
        Tensor get(String name) {
            return Objects.requireNonNull(tensors.get(name), name);
        }
    }

    ExpectedTensors(String model) {
        this.model = model;
    }

    /** Expects one more tensor, of integers or of floating-point numbers of any width. */
    void add(String name, int[] shape, boolean whole) {
        expected.put(name, new Expected(Arrays.stream(shape).boxed().toList(), whole));
    }

    /** Reads a source, or says everything that is wrong with it. */
    Found read(WeightsSource source) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        try (SafetensorsReader reader = SafetensorsReader.open(source)) {
            Map<String, Expected> missing = new LinkedHashMap<>(expected);
            for (SafetensorsReader.Place place : reader.places()) {
                String misfit = misfit(place, Optional.ofNullable(missing.remove(place.name())));
                if (!misfit.isEmpty()) {
                    problems.add("tensor " + quote(place.name()) + misfit);
                    reader.skip(place);
                    continue;
                }
                // Its size is the model's own by now, so a file cannot ask for more memory than the model does.
                Tensor tensor = reader.read(place);
                requireFinite(tensor, problems);
                tensors.put(place.name(), tensor);
            }
            missing.forEach(
                    (name, wanted) -> problems.add("tensor " + quote(name) + " " + wanted.shape + " is missing"));
            reader.requireEnd();
        }
        if (!problems.isEmpty()) {
            throw new WeightsException(source.name(), problems);
        }
        return new Found(tensors);
    }

    /** Refuses to write what could not be read back. */
    static void requireFinite(String target, Iterable<Tensor> tensors) {
        List<String> problems = new ArrayList<>();
        tensors.forEach(tensor -> requireFinite(tensor, problems));
        if (!problems.isEmpty()) {
            throw new WeightsException(target, problems);
        }
    }

    private static void requireFinite(Tensor tensor, List<String> problems) {
        int element = tensor.firstNotFinite();
        if (element >= 0) {
            problems.add("tensor " + tensor.place(element) + " is " + tensor.text(element)
                    + ", but finite floats are needed");
        }
    }

    private String misfit(SafetensorsReader.Place place, Optional<Expected> expectation) {
        if (expectation.isEmpty()) {
            return " is not one of " + model;
        }
        Expected wanted = expectation.get();
        if (!place.shape().equals(wanted.shape)) {
            return " has shape " + place.shape() + ", but " + model + " needs " + wanted.shape;
        }
        if (place.type().whole() != wanted.whole) {
            return " is " + place.type() + ", but "
                    + (wanted.whole ? "whole numbers are needed" : "floating-point numbers are needed");
        }
        return "";
    }
}
