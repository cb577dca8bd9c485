package dev.lamina.cli.data;

import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads samples from a safetensors file: a tensor under the input's name, and {@code labels} or {@code target}. Sequences may have
 * fewer steps than the model says, and each its own number of them: {@code lengths}.
 */
final class SafetensorsSamples {

    private final String file;
    private final SampleSpec expected;
    private final RowErrorHandler wrong;

    private SafetensorsSamples(String file, SampleSpec expected, RowErrorHandler wrong) {
        this.file = file;
        this.expected = expected;
        this.wrong = wrong;
    }

    static Samples read(Path path, SampleSpec expected) {
        return new SafetensorsSamples(path.toString(), expected, RowErrorHandler.THROW).read(Safetensors.read(path));
    }

    /** Inputs without labels; invalid rows are included, and reported. */
    static Samples inputs(String file, Map<String, Tensor> tensors, SampleSpec expected, RowErrorHandler wrong) {
        return new SafetensorsSamples(file, expected.withoutAnswers(), wrong).read(tensors);
    }

    private Samples read(Map<String, Tensor> tensors) {
        boolean named = tensors.containsKey(expected.input());
        Tensor inputs = find(tensors, named || !tensors.containsKey("input") ? expected.input() : "input");
        int steps = steps(inputs);
        return steps == expected.steps()
                ? read(tensors, inputs)
                : new SafetensorsSamples(file, expected.ofLength(steps), wrong).read(tensors, inputs);
    }

    /** The steps that a tensor has for each sample, if that is a number that the model takes. */
    private int steps(Tensor tensor) {
        int most = expected.steps();
        int[] shape = tensor.shape();
        if (most == 0 || shape.length < 2 || tensor.size() == (long) shape[0] * expected.inputs()) {
            return most;
        }
        boolean fits = tensor.size() == (long) shape[0] * shape[1] * (expected.inputs() / most);
        if (fits && (shape[1] < 1 || shape[1] > most)) {
            throw new DataException(
                    file,
                    described(tensor) + " has " + shape[1] + " steps a sample, but " + expected.model() + " takes 1 .. "
                            + most);
        }
        return fits ? shape[1] : most;
    }

    private Samples read(Map<String, Tensor> tensors, Tensor inputs) {
        int count = count(inputs, expected.inputs());
        if (expected.answers() == 0) {
            Padding padding = padding(tensors, count);
            return Samples.numbers(expected.inputs(), inputs(padding.cleared(inputs)), 0, new float[0])
                    .ofSequences(padding, expected.everyStep());
        }
        Tensor answers =
                find(tensors, SampleSpec.beside(expected.wantsLabels() ? "labels" : "target", expected.input()));
        int answerCount = count(answers, expected.answers());
        if (count != answerCount) {
            throw new DataException(
                    file, "it has " + count + " inputs, but " + answerCount + " of `" + answers.name() + "`");
        }
        Padding padding = padding(tensors, count);
        NetworkInput own = inputs(padding.cleared(inputs));
        Tensor right = expected.everyStep() ? padding.cleared(answers) : answers;
        Samples samples = expected.wantsLabels()
                ? Samples.labelled(expected.inputs(), own, expected.labels(), labels(right))
                : Samples.numbers(expected.inputs(), own, expected.targets(), floats(right));
        return samples.ofSequences(padding, expected.everyStep());
    }

    private Padding padding(Map<String, Tensor> tensors, int count) {
        Tensor lengths = tensors.get(SampleSpec.beside("lengths", expected.input()));
        if (expected.steps() == 0 || lengths == null) {
            return Padding.none(expected.steps());
        }
        if (!Arrays.equals(lengths.shape(), new int[] {count})) {
            throw new DataException(
                    file, described(lengths) + " does not hold a number of steps for each of " + count + " samples");
        }
        return new Padding(expected.steps(), whole(lengths, expected::length));
    }

    private static String described(Tensor tensor) {
        return "the tensor `" + tensor.name() + "` " + Arrays.toString(tensor.shape());
    }

    private NetworkInput inputs(Tensor tensor) {
        return expected.wantsTokens()
                ? NetworkInput.of(whole(tensor, expected::token))
                : NetworkInput.of(floats(tensor));
    }

    private Tensor find(Map<String, Tensor> tensors, String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new DataException(
                    file, "there is no tensor `" + name + "`; there is " + String.join(", ", tensors.keySet()));
        }
        return tensor;
    }

    private int count(Tensor tensor, int each) {
        int[] shape = tensor.shape();
        int count = shape.length == 0 ? 0 : shape[0];
        if (shape.length > 0 && count == 0) {
            throw new DataException(file, "there are no samples in it: " + described(tensor));
        }
        if (count == 0 || tensor.size() != (long) count * each) {
            throw new DataException(
                    file,
                    described(tensor) + " does not hold " + each + " numbers per sample, as " + expected.model()
                            + " needs");
        }
        return count;
    }

    private float[] floats(Tensor tensor) {
        if (tensor.type().whole()) {
            long[] whole = tensor.longs();
            float[] floats = new float[whole.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = whole[i];
            }
            return floats;
        }
        if (tensor.firstNotFinite() >= 0) {
            tellNotFinite(tensor);
        }
        return tensor.floats();
    }

    private void tellNotFinite(Tensor tensor) {
        double[] numbers = tensor.doubles();
        int each = numbers.length / tensor.shape()[0];
        for (int i = 0; i < numbers.length; i++) {
            if (!Float.isFinite((float) numbers[i])) {
                wrong.found(
                        i / each,
                        new DataException(
                                file, tensor.place(i) + " is " + numbers[i] + ", which is not a finite 32-bit float"));
            }
        }
    }

    private int[] labels(Tensor tensor) {
        return whole(tensor, expected::label);
    }

    /** Converts a number, or throws an error with the place. */
    private interface Reading {
        int of(double value, Supplier<String> place);
    }

    private int[] whole(Tensor tensor, Reading reading) {
        boolean whole = tensor.type().whole();
        double[] numbers = whole ? new double[0] : tensor.doubles();
        int[] read = new int[tensor.size()];
        int each = read.length / tensor.shape()[0];
        for (int i = 0; i < read.length; i++) {
            int at = i;
            double value = whole ? tensor.longs()[i] : numbers[i];
            try {
                read[i] = reading.of(value, () -> file + ": " + tensor.place(at));
            } catch (DataException reason) {
                read[i] = 1; // as good as any: nobody takes this row
                wrong.found(i / each, reason);
            }
        }
        return read;
    }
}
