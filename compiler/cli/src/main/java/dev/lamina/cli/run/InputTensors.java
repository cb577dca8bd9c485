package dev.lamina.cli.run;

import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.Padding;
import dev.lamina.compiler.LossFunction;
import dev.lamina.runtime.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/** The tensors of an input file, checked against what the model needs; collects all problems into one message. */
final class InputTensors {

    private final Path file;
    private final String model;
    private final Map<String, Tensor> tensors;
    private final Set<String> asked = new LinkedHashSet<>();
    private final Set<String> tolerated = new LinkedHashSet<>();
    private final List<String> problems = new ArrayList<>();

    InputTensors(Path file, String model, Map<String, Tensor> tensors) {
        this.file = file;
        this.model = model;
        this.tensors = new LinkedHashMap<>(tensors);
    }

    /** The sizes of a tensor's leading axes, if the other axes have these sizes; {@code axes} are the names of the leading ones in messages. */
    Optional<int[]> leading(String name, List<String> axes, List<Integer> sizes) {
        Optional<Tensor> found = find(name, axes, sizes);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        int[] shape = found.get().shape();
        int count = axes.size();
        boolean fits = shape.length == count + sizes.size();
        for (int i = 0; fits && i < sizes.size(); i++) {
            fits = shape[count + i] == sizes.get(i);
        }
        if (!fits || found.get().size() == 0) {
            misshaped(found.get(), axes, sizes);
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOf(shape, count));
    }

    /** The elements of a tensor of finite numbers; of no length after logging what is wrong with it. */
    float[] floats(String name, int[] leading, List<Integer> sizes) {
        Optional<Tensor> found = shaped(name, leading, sizes);
        if (found.isEmpty()) {
            return new float[0];
        }
        Tensor tensor = found.get();
        if (tensor.type().whole()) {
            problems.add(quoted(tensor) + " is " + tensor.type() + ", but floating-point numbers (F32) are needed");
            return new float[0];
        }
        int odd = tensor.firstNotFinite();
        if (odd >= 0) {
            problems.add(tensor.place(odd) + " is " + tensor.doubles()[odd] + ", but finite 32-bit floats are needed");
        }
        return tensor.floats();
    }

    /** The elements of a tensor that has been read; logs one that is no probability. */
    float[] probabilities(String name, float[] elements) {
        for (int i = 0; i < elements.length; i++) {
            if (!(elements[i] >= 0 && elements[i] <= 1)) {
                Tensor tensor = Objects.requireNonNull(tensors.get(name));
                problems.add(tensor.place(i) + " is " + elements[i]
                        + ", but binary_cross_entropy compares with numbers from 0 to 1");
                break;
            }
        }
        return elements;
    }

    /** The elements of a tensor that may be missing, as {@link #floats} gives them. */
    Optional<float[]> optional(String name, int[] leading, List<Integer> sizes) {
        if (!tensors.containsKey(name)) {
            return Optional.empty();
        }
        float[] elements = floats(name, leading, sizes);
        return elements.length == 0 ? Optional.empty() : Optional.of(elements);
    }

    /** The elements of a tensor of labels; of no length after logging what is wrong with it. */
    int[] labels(String name, int[] leading, List<Integer> sizes, int classes, LossFunction loss) {
        String rule = model + " has " + classes + " classes: 0 .. " + (classes - 1) + ", counted from 0";
        return whole(
                name, leading, sizes, number -> number >= 0 && number < classes || loss.ignores((double) number), rule);
    }

    /** The elements of a tensor of tokens; of no length after logging what is wrong with it. */
    int[] tokens(String name, int[] leading, List<Integer> sizes, int vocabulary) {
        return whole(
                name,
                leading,
                sizes,
                number -> number >= 0 && number < vocabulary,
                "tokens of " + model + " are below " + vocabulary + " and not negative");
    }

    private int[] whole(String name, int[] leading, List<Integer> sizes, LongPredicate allowed, String rule) {
        Optional<Tensor> found = shaped(name, leading, sizes);
        if (found.isEmpty()) {
            return new int[0];
        }
        Tensor tensor = found.get();
        if (!tensor.type().whole()) {
            problems.add(quoted(tensor) + " is " + tensor.type() + ", but whole numbers (such as I64) are needed");
            return new int[0];
        }
        int[] numbers = new int[tensor.size()];
        for (int i = 0; i < numbers.length; i++) {
            long number = tensor.longs()[i];
            if (!allowed.test(number)) {
                problems.add(tensor.place(i) + " is " + number + ", but " + rule);
                return new int[0];
            }
            numbers[i] = (int) number;
        }
        return numbers;
    }

    /** The steps of each sample, if the tensor is there; empty after logging what is wrong with it. */
    Optional<int[]> lengths(String name, int batch, int least, int most) {
        if (!tensors.containsKey(name)) {
            tolerate(name);
            return Optional.empty();
        }
        Optional<Tensor> found = shaped(name, new int[] {batch}, List.of());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Tensor tensor = found.get();
        if (!tensor.type().whole()) {
            problems.add(quoted(tensor) + " is " + tensor.type() + ", but whole numbers (such as I64) are needed");
            return Optional.empty();
        }
        for (int i = 0; i < tensor.size(); i++) {
            long steps = tensor.longs()[i];
            if (steps < least || steps > most) {
                problems.add(tensor.place(i) + " is " + steps + ", but samples have " + least + " .. " + most
                        + " steps here");
                return Optional.empty();
            }
        }
        return Optional.of(tensor.ints());
    }

    /** Which steps of each sample are there, if the tensor is; empty after logging what is wrong with it. */
    Optional<Padding> mask(String name, int batch, int least, int steps) {
        if (!tensors.containsKey(name)) {
            tolerate(name);
            return Optional.empty();
        }
        Optional<Tensor> found = shaped(name, new int[] {batch}, List.of(steps));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Tensor tensor = found.get();
        boolean[] present = new boolean[tensor.size()];
        for (int i = 0; i < present.length; i++) {
            double there = tensor.type().whole() ? tensor.longs()[i] : tensor.doubles()[i];
            if (there != 0 && there != 1) {
                problems.add(tensor.place(i) + " is " + Text.plain(there)
                        + ", but a mask has 1 for a step that is there and 0 for a gap");
                return Optional.empty();
            }
            present[i] = there == 1;
        }
        Padding padding = Padding.ofGaps(steps, present);
        for (int i = 0; i < batch; i++) {
            if (padding.lengths()[i] < least) {
                problems.add("`" + name + "`[" + i + "] has " + Text.count(padding.lengths()[i], "step")
                        + ", but samples have " + least + " .. " + steps + " steps here");
                return Optional.empty();
            }
        }
        return Optional.of(padding);
    }

    /** Sets the padding of a tensor with a row for each step to zeros, so that it passes the checks. */
    void clearPadding(String name, Padding padding) {
        tensors.computeIfPresent(name, (any, tensor) -> padding.cleared(tensor));
    }

    /** Throws if there were problems, or if the file has tensors that are not needed. */
    void finish() {
        for (String name : tensors.keySet()) {
            if (!asked.contains(name) && !tolerated.contains(name)) {
                problems.add(quoted(tensors.get(name)) + " is not needed here; needed: " + String.join(", ", asked));
            }
        }
        if (problems.size() == 1) {
            throw new Failure(file + ": " + problems.get(0));
        }
        if (!problems.isEmpty()) {
            throw new Failure(file + ":\n  - " + String.join("\n  - ", problems));
        }
    }

    /** Notes that a tensor is needed, without checking it: when its shape cannot be known. */
    void need(String name) {
        asked.add(name);
    }

    /** Allows a tensor that is not used. */
    void tolerate(String name) {
        tolerated.add(name);
    }

    void problem(String text) {
        problems.add(text);
    }

    private Optional<Tensor> shaped(String name, int[] leading, List<Integer> sizes) {
        List<String> axes = Arrays.stream(leading).mapToObj(String::valueOf).toList();
        Optional<Tensor> found = find(name, axes, sizes);
        if (found.isPresent()
                && !Text.shape(axes, sizes).equals(Arrays.toString(found.get().shape()))) {
            misshaped(found.get(), axes, sizes);
            return Optional.empty();
        }
        return found;
    }

    private Optional<Tensor> find(String name, List<String> axes, List<Integer> sizes) {
        asked.add(name);
        Optional<Tensor> found = Optional.ofNullable(tensors.get(name));
        if (found.isEmpty()) {
            problems.add("the tensor `" + name + "` " + Text.shape(axes, sizes) + " is missing");
        }
        return found;
    }

    private void misshaped(Tensor tensor, List<String> axes, List<Integer> sizes) {
        int[] shape = tensor.shape();
        boolean empty = shape.length > 0
                && shape[0] == 0
                && !axes.isEmpty()
                && axes.get(0).equals("N");
        problems.add(quoted(tensor) + " has the shape " + Arrays.toString(tensor.shape()) + ", but " + model + " needs "
                + Text.shape(axes, sizes) + (empty ? " with an N of at least 1: there are no samples in it" : ""));
    }

    /** The name of a tensor for messages; {@link Tensor#place} replaces characters that cannot be printed. */
    private static String quoted(Tensor tensor) {
        String place = Tensor.ofFloats(tensor.name(), new int[0], new float[1]).place(0);
        return "the tensor " + place;
    }
}
