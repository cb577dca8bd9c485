package dev.lamina.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The tensors that a file must hold for a model: no others, and with finite numbers only. */
final class ExpectedTensors {

    private final String model;
    private final Architecture architecture;
    private final Map<String, Expected> expected = new LinkedHashMap<>();
    private boolean takesStates;

    /**
     * A tensor that the file must hold.
     *
     * @param shape the shape that it must have; that of a scaling may also be [1], and any list of numbers if it is empty
     * @param whole whether its numbers must be integers
     * @param optional whether it may be missing
     * @param scaling whether it is part of a scaling
     */
    record Expected(List<Integer> shape, boolean whole, boolean optional, boolean scaling) {

        /** Why a tensor of the file cannot be this one; empty if it can. */
        Optional<String> misfit(SafetensorsReader.Place place, String model) {
            List<Integer> theirs = place.shape();
            boolean one = scaling && theirs.equals(List.of(1));
            boolean any = scaling && shape.isEmpty() && theirs.size() == 1;
            if (!theirs.equals(shape) && !one && !any) {
                return Optional.of(
                        " has shape " + theirs + ", but " + model + " needs " + shape + WeightsAdvice.of(place, shape));
            }
            if (place.type().whole() != whole) {
                return Optional.of(" is " + place.type() + ", but "
                        + (whole ? "whole numbers are needed" : "floating-point numbers are needed"));
            }
            return Optional.empty();
        }
    }

    /** The tensors of a file that holds all of them, and the preprocessing that the file describes. */
    record Found(Map<String, Tensor> tensors, Preprocessing preprocessing) {

        /** A tensor that was expected. */
        Tensor get(String name) {
            return Objects.requireNonNull(tensors.get(name), name);
        }
    }

    /** The tensors for a network of this architecture, which may be {@link Architecture#UNKNOWN}. */
    ExpectedTensors(String model, Architecture architecture) {
        this.model = model;
        this.architecture = architecture;
        boolean known = architecture.isKnown();
        addScaling(WeightsNotes.INPUT, known, architecture.inputFeatures());
        addScaling(WeightsNotes.TARGET, known, architecture.outputFeatures());
        addScalings(WeightsNotes.INPUT, architecture.inputs());
        addScalings(WeightsNotes.TARGET, architecture.targets());
    }

    private void addScalings(String what, List<Architecture.Port> ports) {
        for (Architecture.Port port : ports) {
            addScaling(WeightsNotes.of(what, port.name()), true, port.features());
        }
    }

    private void addScaling(String what, boolean known, int features) {
        if (!known || features > 0) {
            Expected wanted = new Expected(known ? List.of(features) : List.of(), false, true, true);
            expected.put(WeightsNotes.offset(what), wanted);
            expected.put(WeightsNotes.divisor(what), wanted);
        }
    }

    /** Expects one more tensor, of integers or of floating-point numbers of any width. */
    void add(String name, int[] shape, boolean whole) {
        expected.put(name, new Expected(list(shape), whole, false, false));
    }

    /** As {@link #add}, of a tensor that may be missing. */
    void addOptional(String name, int[] shape, boolean whole) {
        expected.put(name, new Expected(list(shape), whole, true, false));
    }

    /** Takes the parameters of a training state too: its other tensors are left out. */
    void takeStates() {
        takesStates = true;
    }

    private static List<Integer> list(int[] shape) {
        List<Integer> list = new ArrayList<>();
        for (int extent : shape) {
            list.add(extent);
        }
        return list;
    }

    /** Reads a source, or throws with everything that is wrong with it. */
    Found read(WeightsSource source) {
        try (SafetensorsReader reader = SafetensorsReader.open(source)) {
            WeightsNotes notes = new WeightsNotes(reader.metadata());
            notes.requireFormat(source.name());
            List<String> problems = new ArrayList<>();
            if (!source.ignoresLayers()) {
                add(notes.otherLayer(model, architecture), problems);
            }
            List<SafetensorsReader.Place> places =
                    takesStates ? TrainingState.withoutOwn(reader.places()) : reader.places();
            TensorMatch match = new TensorMatch(model, expected, places, source.prefix());
            Map<String, Tensor> tensors = read(reader, match, problems);
            problems.addAll(match.problems(source.ignoresExtraTensors()));
            Preprocessing preprocessing =
                    problems.isEmpty() ? notes.preprocessing(architecture, tensors, problems) : Preprocessing.NONE;
            add(architecture.misfit(model, preprocessing), problems);
            if (!problems.isEmpty()) {
                throw new WeightsException(source.name(), problems);
            }
            return new Found(tensors, preprocessing);
        }
    }

    private static void add(Optional<String> problem, List<String> problems) {
        if (problem.isPresent()) {
            problems.add(problem.get());
        }
    }

    /** Reads the tensors that fit. Their sizes are the model's own, so a file cannot ask for more memory than the model does. */
    private static Map<String, Tensor> read(SafetensorsReader reader, TensorMatch match, List<String> problems) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (SafetensorsReader.Place place : reader.places()) {
            Optional<String> name = match.name(place);
            if (name.isEmpty()) {
                reader.skip(place);
                continue;
            }
            Tensor tensor = reader.read(place);
            requireFinite(tensor, problems);
            tensors.put(name.get(), tensor);
        }
        reader.requireEnd();
        return tensors;
    }

    /** Throws if a number is not finite, because the file could not be read back. */
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
}
