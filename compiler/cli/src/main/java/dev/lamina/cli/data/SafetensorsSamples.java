package dev.lamina.cli.data;

import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Reads samples from a safetensors file: a tensor under the input's name, and {@code labels} or {@code target}. */
final class SafetensorsSamples {

    private final String file;
    private final Expected expected;

    private SafetensorsSamples(String file, Expected expected) {
        this.file = file;
        this.expected = expected;
    }

    static Samples read(Path path, Expected expected) {
        return new SafetensorsSamples(path.toString(), expected).read(Safetensors.read(path));
    }

    private Samples read(Map<String, Tensor> tensors) {
        Tensor inputs = find(tensors, tensors.containsKey(expected.input()) ? expected.input() : "input");
        int count = count(inputs, expected.inputs());
        Tensor answers = find(tensors, Expected.beside(expected.wantsLabels() ? "labels" : "target", expected.input()));
        int answerCount = count(answers, expected.answers());
        if (count != answerCount) {
            throw new DataException(
                    file, "it has " + count + " inputs, but " + answerCount + " of `" + answers.name() + "`");
        }
        return expected.wantsLabels()
                ? Samples.labelled(expected.inputs(), inputs(inputs), expected.labels(), labels(answers))
                : Samples.numbers(expected.inputs(), inputs(inputs), expected.targets(), floats(answers));
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
        if (count == 0 || tensor.size() != (long) count * each) {
            throw new DataException(
                    file,
                    "the tensor `" + tensor.name() + "` " + Arrays.toString(shape) + " does not hold " + each
                            + " numbers per sample, as " + expected.model() + " needs");
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
        int odd = tensor.firstNotFinite();
        if (odd >= 0) {
            throw new DataException(
                    file, tensor.place(odd) + " is " + tensor.doubles()[odd] + ", which is not a finite 32-bit float");
        }
        return tensor.floats();
    }

    private int[] labels(Tensor tensor) {
        return whole(tensor, expected::label);
    }

    /** A whole number that stands for something, or a complaint that names the place. */
    private interface Reading {
        int of(double value, String place);
    }

    private int[] whole(Tensor tensor, Reading reading) {
        boolean whole = tensor.type().whole();
        double[] numbers = whole ? new double[0] : tensor.doubles();
        int[] read = new int[tensor.size()];
        for (int i = 0; i < read.length; i++) {
            double value = whole ? tensor.longs()[i] : numbers[i];
            read[i] = reading.of(value, file + ": " + tensor.place(i));
        }
        return read;
    }
}
