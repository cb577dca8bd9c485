package dev.lamina.cli.data;

import dev.lamina.compiler.NetworkInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The columns of a table of samples for a model with several inputs or outputs. A value of one number is in a column with the name that its
 * tensor would have in a safetensors file; one of several numbers in columns with a number behind the name: {@code extra.0}, {@code
 * extra.1}.
 */
final class PortTable {

    private final String file;
    private final SamplePorts ports;

    PortTable(String file, SamplePorts ports) {
        this.file = file;
        this.ports = ports;
    }

    /** What a table has to have: all inputs, and all labels and targets, as numbers. */
    SampleSpec expected(Optional<String> weights) {
        SampleSpec rows = SampleSpec.numbers(ports.model(), "inputs", ports.inputSize(), ports.answerSize());
        return weights.map(rows::weighted).orElse(rows);
    }

    /** The options with the columns that are needed; throws if other options choose columns. */
    CsvOptions columns(CsvOptions options) {
        if (!options.inputs().isEmpty()
                || !options.answers().isEmpty()
                || !options.ignored().isEmpty()
                || !options.oneHot().isEmpty()) {
            throw new DataException(
                    file,
                    "the columns of " + ports.model() + " are found by the names of its inputs and outputs, so"
                            + " --inputs, --label, --ignore and --one-hot are not for it");
        }
        List<String> inputs = ports.inputColumns();
        List<String> answers = new ArrayList<>();
        ports.outputs().forEach(output -> SamplePorts.addColumns(output.tensor(), output.size(), answers));
        return options.withInputs(inputs.toArray(String[]::new)).withAnswers(answers.toArray(String[]::new));
    }

    /** The samples of the rows of a table, which has the {@link #columns}. */
    Samples split(Samples rows) {
        int count = rows.count();
        List<NetworkInput> inputs = new ArrayList<>();
        int from = 0;
        for (SamplePorts.Input input : ports.inputs()) {
            SampleSpec spec = ports.of(input);
            Block block = new Block(input.size(), from, count);
            rows.eachInput(0, block);
            inputs.add(
                    input.vocabulary() > 0
                            ? NetworkInput.of(block.whole(input.name(), spec::token))
                            : NetworkInput.of(block.values));
            from += input.size();
        }
        List<NetworkInput> answers = new ArrayList<>();
        from = 0;
        for (SamplePorts.Output output : ports.outputs()) {
            SampleSpec spec = ports.of(output);
            Block block = new Block(output.size(), from, count);
            rows.eachTarget(0, block);
            answers.add(
                    output.labelled()
                            ? NetworkInput.of(block.whole(output.tensor(), spec::label))
                            : NetworkInput.of(block.checked(output.tensor(), spec)));
            from += output.size();
        }
        return rows.sameWeights(Samples.ofPorts(ports, count, inputs, answers, Padding.none(ports.steps())));
    }

    /** Neighbouring columns of all rows. */
    private final class Block implements Samples.RowVisitor {
        private final int size;
        private final int start;
        private final float[] values;
        private int filled;

        Block(int size, int start, int count) {
            this.size = size;
            this.start = start;
            this.values = new float[Math.multiplyExact(size, count)];
        }

        @Override
        public void row(float[] row, int from, int length) {
            System.arraycopy(row, from + start, values, filled, size);
            filled += size;
        }

        int[] whole(String name, SafetensorsSamples.Reading reading) {
            int[] whole = new int[values.length];
            for (int i = 0; i < whole.length; i++) {
                int at = i;
                whole[i] = reading.of(values[i], () -> place(name, at));
            }
            return whole;
        }

        /** The values, if they can be those of a target. */
        float[] checked(String name, SampleSpec spec) {
            for (int i = 0; i < values.length; i++) {
                int at = i;
                spec.target(values[i], () -> place(name, at));
            }
            return values;
        }

        private String place(String name, int at) {
            return file + ": " + name + (size == 1 ? "" : "." + at % size) + " of sample " + (at / size + 1);
        }
    }
}
