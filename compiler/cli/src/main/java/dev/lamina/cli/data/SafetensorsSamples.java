package dev.lamina.cli.data;

import dev.lamina.cli.console.Text;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads samples from a safetensors file: a tensor under the input's name, and {@code labels} or {@code target}. Sequences may have
 * fewer steps than the model says, and each its own number of them: {@code lengths}; or gaps between them: {@code mask}.
 */
final class SafetensorsSamples {

    /** A byte of a file may become a number of 4 bytes, by way of one of 8. */
    private static final int COPIES = 12;

    private final String file;
    private final Map<String, Tensor> tensors;
    private final SampleSpec expected;
    private final RowErrorHandler wrong;

    SafetensorsSamples(String file, Map<String, Tensor> tensors, SampleSpec expected, RowErrorHandler wrong) {
        this.file = file;
        this.tensors = tensors;
        this.expected = expected;
        this.wrong = wrong;
    }

    static Samples read(Path path, SampleSpec expected, RowMemory memory) throws IOException {
        boolean large = memory.inBlocks() || !memory.hasRoomFor(Files.size(path) * COPIES);
        if (large && expected.ports().isEmpty()) {
            SafetensorsRows rows = new SafetensorsRows(path, expected, memory);
            if (rows.canBeRead()) {
                return rows.read();
            }
        }
        Map<String, Tensor> tensors = Safetensors.read(path);
        SafetensorsSamples reader = new SafetensorsSamples(path.toString(), tensors, expected, RowErrorHandler.THROW);
        Samples samples = expected.ports()
                .map(ports -> PortTensors.read(path.toString(), tensors, ports))
                .orElseGet(reader::read);
        return reader.weighted(samples);
    }

    /** The same samples with the weights in the tensor that options name, if they name one. */
    Samples weighted(Samples samples) {
        return expected.weights()
                .map(name -> samples.weighted(ChunkedRows.of(1, NetworkInput.of(weights(name, samples.count())))))
                .orElse(samples);
    }

    /** Inputs without labels; invalid rows are included, and reported. */
    static Samples inputs(String file, Map<String, Tensor> tensors, SampleSpec expected, RowErrorHandler wrong) {
        SafetensorsSamples reader = new SafetensorsSamples(file, tensors, expected.withoutAnswers(), wrong);
        if (expected.everyStep() && tensors.containsKey(reader.besideInput("mask"))) {
            throw new DataException(
                    file,
                    expected.model()
                            + " tells something of each step, and the table of predictions has no place for gaps: leave"
                            + " them out, or `mask` away");
        }
        return reader.read();
    }

    private Samples read() {
        boolean named = tensors.containsKey(expected.input());
        Tensor inputs = find(named || !tensors.containsKey("input") ? expected.input() : "input");
        int steps = steps(inputs);
        return steps == expected.steps()
                ? read(inputs)
                : new SafetensorsSamples(file, tensors, expected.ofLength(steps), wrong).read(inputs);
    }

    /** The steps that a tensor of inputs has for each sample. */
    int steps(String name) {
        return steps(find(name));
    }

    /** The number of samples in a tensor of inputs. */
    int count(String name) {
        return count(find(name), expected.inputs());
    }

    /** The number of samples in a tensor of labels or targets. */
    int answerCount(String name) {
        return count(find(name), expected.answers());
    }

    private int steps(Tensor tensor) {
        return steps(Header.of(tensor));
    }

    /** The name and the shape of a tensor. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Header(String name, int[] shape) {
        static Header of(Tensor tensor) {
            return new Header(tensor.name(), tensor.shape());
        }

        long size() {
            long size = 1;
            for (int extent : shape) {
                size *= extent;
            }
            return size;
        }

        @Override
        public String toString() {
            return "the tensor `" + name + "` " + Arrays.toString(shape);
        }
    }

    /** The steps that a tensor has for each sample, if that is a number that the model takes. */
    int steps(Header tensor) {
        int most = expected.steps();
        int[] shape = tensor.shape();
        if (most == 0 || shape.length < 2 || tensor.size() == (long) shape[0] * expected.inputs()) {
            return most;
        }
        boolean fits = tensor.size() == (long) shape[0] * shape[1] * (expected.inputs() / most);
        if (fits && (shape[1] < expected.leastSteps() || shape[1] > most)) {
            throw new DataException(
                    file,
                    tensor + " has " + shape[1] + " steps a sample, but " + expected.model() + " takes "
                            + expected.leastSteps() + " .. " + most);
        }
        return fits ? shape[1] : most;
    }

    private Samples read(Tensor inputs) {
        int count = count(inputs, expected.inputs());
        if (expected.answers() == 0) {
            Padding padding = padding(besideInput("lengths"), besideInput("mask"), count);
            return Samples.numbers(expected.inputs(), inputs(inputs, padding), 0, new float[0])
                    .ofSequences(padding, expected.everyStep());
        }
        Tensor answers = find(besideInput(expected.wantsLabels() ? "labels" : "target"));
        int answerCount = count(answers, expected.answers());
        if (count != answerCount) {
            throw new DataException(
                    file,
                    "it has " + Text.count(count, "input") + ", but " + answerCount + " of `" + answers.name() + "`");
        }
        Padding padding = padding(besideInput("lengths"), besideInput("mask"), count);
        NetworkInput own = inputs(inputs, padding);
        NetworkInput right = answers(answers, expected.everyStep() ? padding : Padding.none(0));
        Samples samples = expected.wantsLabels()
                ? Samples.labelled(expected.inputs(), own, expected.labels(), right.tokens())
                : Samples.numbers(expected.inputs(), own, expected.targets(), right.floats());
        return samples.ofSequences(padding, expected.everyStep());
    }

    /** The name of another tensor of the file. */
    String besideInput(String name) {
        return SampleSpec.beside(name, expected.input());
    }

    /** The steps of each sample, of which one tensor may say how many they are, another which of them are there. */
    Padding padding(String lengthsName, String maskName, int count) {
        Tensor lengths = tensors.get(lengthsName);
        Tensor mask = tensors.get(maskName);
        if (mask != null && (expected.steps() > 0 || expected.whyNoGaps().isPresent())) {
            return gaps(mask, lengths != null, count);
        }
        if (expected.steps() == 0 || lengths == null) {
            return Padding.none(expected.steps());
        }
        if (!Arrays.equals(lengths.shape(), new int[] {count})) {
            throw new DataException(
                    file, Header.of(lengths) + " does not hold a number of steps for each of " + count + " samples");
        }
        return new Padding(expected.steps(), whole(lengths, expected::length));
    }

    private Padding gaps(Tensor mask, boolean hasLengths, int count) {
        expected.whyNoGaps().ifPresent(why -> {
            throw new DataException(
                    file,
                    Header.of(mask) + " says that steps are left out, but " + expected.model()
                            + " cannot leave them out: " + why);
        });
        if (hasLengths) {
            throw new DataException(file, "of `mask` and `lengths` one is enough: a mask has 0 behind the last step");
        }
        if (!Arrays.equals(mask.shape(), new int[] {count, expected.steps()})) {
            throw new DataException(
                    file,
                    Header.of(mask) + " does not say of each of " + expected.steps() + " steps of " + count
                            + " samples whether it is there");
        }
        int[] there = whole(mask, SafetensorsSamples::zeroOrOne);
        boolean[] present = new boolean[there.length];
        for (int i = 0; i < there.length; i++) {
            present[i] = there[i] == 1;
        }
        Padding padding = Padding.ofGaps(expected.steps(), present);
        for (int i = 0; i < count; i++) {
            int sample = i;
            expected.length(padding.own(i), () -> file + ": `" + mask.name() + "`[" + sample + "]");
        }
        return padding;
    }

    private static int zeroOrOne(double value, Supplier<String> place) {
        if (value != 0 && value != 1) {
            throw new DataException(
                    place.get(), Text.plain(value) + " is neither 1, for a step that is there, nor 0, for a gap");
        }
        return (int) value;
    }

    /** The weights of the samples, in the tensor of this name. */
    private float[] weights(String name, int count) {
        Tensor tensor = find(name);
        if (!Arrays.equals(tensor.shape(), new int[] {count})) {
            throw new DataException(
                    file, Header.of(tensor) + " does not hold a weight for each of " + count + " samples");
        }
        float[] weights = floats(tensor);
        for (int i = 0; i < count; i++) {
            int at = i;
            SampleSpec.weight(weights[i], () -> file + ": " + tensor.place(at));
        }
        return weights;
    }

    /** The inputs in a tensor. */
    NetworkInput inputs(Tensor tensor, Padding padding) {
        Tensor cleared = padding.cleared(tensor);
        return expected.wantsTokens()
                ? NetworkInput.of(whole(cleared, expected::token))
                : NetworkInput.of(floats(cleared));
    }

    /** The labels or targets in a tensor. */
    NetworkInput answers(Tensor tensor, Padding padding) {
        Tensor cleared = padding.cleared(tensor);
        return expected.wantsLabels()
                ? NetworkInput.of(whole(cleared, expected::label))
                : NetworkInput.of(targets(cleared));
    }

    private Tensor find(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new DataException(
                    file, "there is no tensor `" + name + "`; there is " + String.join(", ", tensors.keySet()));
        }
        return tensor;
    }

    private int count(Tensor tensor, int each) {
        return count(Header.of(tensor), each);
    }

    /** The number of samples, each of which has so many elements of a tensor. */
    int count(Header tensor, int each) {
        int[] shape = tensor.shape();
        int count = shape.length == 0 ? 0 : shape[0];
        if (shape.length > 0 && count == 0) {
            throw new DataException(file, "there are no samples in it: " + tensor);
        }
        if (count == 0 || tensor.size() != (long) count * each) {
            throw new DataException(
                    file, tensor + " does not hold " + each + " numbers per sample, as " + expected.model() + " needs");
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

    private float[] targets(Tensor tensor) {
        float[] values = floats(tensor);
        for (int i = 0; i < values.length; i++) {
            int at = i;
            expected.target(values[i], () -> file + ": " + tensor.place(at));
        }
        return values;
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

    /** Converts a number, or throws an error with the place. */
    interface Reading {
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
