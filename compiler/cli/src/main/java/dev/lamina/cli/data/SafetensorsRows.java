package dev.lamina.cli.data;

import dev.lamina.cli.console.Text;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import dev.lamina.runtime.TensorRows;
import dev.lamina.runtime.WeightsSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads samples from a safetensors file some at a time, because it does not fit into memory: headers and lengths first, then the rows. */
final class SafetensorsRows {

    /** About so many elements are read at a time: 32 MB as whole numbers. */
    private static final int PIECE = 1 << 22;

    private final Path path;
    private final SampleSpec expected;
    private final RowMemory memory;
    private final int piece;
    private final Map<String, SafetensorsSamples.Header> headers = new LinkedHashMap<>();
    private final Map<String, Tensor> small = new LinkedHashMap<>();

    SafetensorsRows(Path path, SampleSpec expected, RowMemory memory) {
        this(path, expected, memory, PIECE);
    }

    /** @param piece about how many elements are read at a time */
    SafetensorsRows(Path path, SampleSpec expected, RowMemory memory, int piece) {
        this.piece = piece;
        this.path = path;
        this.expected = expected;
        this.memory = memory;
    }

    /** Whether samples can be read some at a time: not if steps have gaps, which a mask says. */
    boolean canBeRead() {
        Safetensors.readRows(WeightsSource.of(path), Integer.MAX_VALUE, new Headers());
        return expected.steps() == 0 || !headers.containsKey(SampleSpec.beside("mask", expected.input()));
    }

    /** Reads the samples, after {@link #canBeRead}. */
    Samples read() {
        boolean named = headers.containsKey(expected.input());
        SafetensorsSamples.Header inputs = find(named || !headers.containsKey("input") ? expected.input() : "input");
        int steps = form(expected).steps(inputs);
        return read(inputs, steps == expected.steps() ? expected : expected.ofLength(steps));
    }

    /** What the samples of a file of these headers have to be. */
    private SafetensorsSamples form(SampleSpec spec) {
        return new SafetensorsSamples(path.toString(), small, spec, RowErrorHandler.THROW);
    }

    private SafetensorsSamples.Header find(String name) {
        SafetensorsSamples.Header header = headers.get(name);
        if (header == null) {
            throw new DataException(
                    path.toString(),
                    "there is no tensor `" + name + "`; there is " + String.join(", ", headers.keySet()));
        }
        return header;
    }

    private Samples read(SafetensorsSamples.Header inputs, SampleSpec spec) {
        SafetensorsSamples form = form(spec);
        int count = form.count(inputs, spec.inputs());
        String answers = spec.answers() == 0 ? "" : form.besideInput(spec.wantsLabels() ? "labels" : "target");
        if (!answers.isEmpty()) {
            int others = form.count(find(answers), spec.answers());
            if (count != others) {
                throw new DataException(
                        path.toString(),
                        "it has " + Text.count(count, "input") + ", but " + others + " of `" + answers + "`");
            }
        }
        spec.weights().ifPresent(this::find);
        Rows rows = new Rows(
                spec,
                form,
                form.padding(form.besideInput("lengths"), form.besideInput("mask"), count),
                inputs.name(),
                answers);
        Safetensors.readRows(WeightsSource.of(path), piece, rows);
        return form.weighted(Samples.of(count, rows.inputs, rows.answers).ofSequences(rows.padding, spec.everyStep()));
    }

    /** Collects the headers, the numbers of steps of sequences, and the weights of samples. */
    private final class Headers implements TensorRows {
        @Override
        public boolean wants(String name, int[] shape) {
            headers.put(name, new SafetensorsSamples.Header(name, shape));
            return expected.steps() > 0 && name.equals(SampleSpec.beside("lengths", expected.input()))
                    || expected.weights().filter(name::equals).isPresent();
        }

        @Override
        public void rows(Tensor all) {
            small.put(all.name(), all);
        }
    }

    /** Collects the rows of the inputs and of the labels or targets, which are behind each other in the file. */
    private final class Rows implements TensorRows {
        private final SampleSpec spec;
        private final SafetensorsSamples form;
        private final Padding padding;
        private final String inputName;
        private final String answerName;
        private final ChunkedRows inputs;
        private final ChunkedRows answers;
        private int inputCount;
        private int answerCount;

        Rows(SampleSpec spec, SafetensorsSamples form, Padding padding, String inputName, String answerName) {
            this.spec = spec;
            this.form = form;
            this.padding = padding;
            this.inputName = inputName;
            this.answerName = answerName;
            inputs = spec.wantsTokens()
                    ? ChunkedRows.ofInts(spec.inputs(), memory)
                    : ChunkedRows.ofFloats(spec.inputs(), memory);
            answers = answers();
        }

        /** Rows to be filled; without answers there are none to be read, and each has no numbers. */
        private ChunkedRows answers() {
            if (spec.answers() == 0) {
                return ChunkedRows.of(0, NetworkInput.of(new float[0]));
            }
            return spec.wantsLabels()
                    ? ChunkedRows.ofInts(spec.labels(), memory)
                    : ChunkedRows.ofFloats(spec.targets(), memory);
        }

        @Override
        public boolean wants(String name, int[] shape) {
            return name.equals(inputName) || spec.answers() > 0 && name.equals(answerName);
        }

        @Override
        public void rows(Tensor rows) {
            boolean ofInputs = rows.name().equals(inputName);
            if (ofInputs || spec.everyStep()) {
                padding.clear(rows, ofInputs ? inputCount : answerCount);
            }
            if (ofInputs) {
                inputCount = add(form.inputs(rows, Padding.none(0)), inputs, inputCount);
            } else {
                answerCount = add(form.answers(rows, Padding.none(0)), answers, answerCount);
            }
        }

        private int add(NetworkInput numbers, ChunkedRows to, int first) {
            int count = numbers.length() / to.width();
            for (int i = 0; i < count; i++) {
                int row = first + i;
                to.grow(row);
                numbers.copy(i * to.width(), to.chunk(row), to.start(row), to.width());
            }
            return first + count;
        }
    }
}
