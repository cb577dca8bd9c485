package dev.lamina.cli.data;

import dev.lamina.compiler.LossFunction;
import dev.lamina.compiler.NetworkInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a model with several inputs or outputs needs in each sample.
 *
 * @param model its name, for messages
 * @param leastSteps the fewest steps of a sequence
 * @param steps the most steps of a sequence, or 0 when all samples are of one size
 * @param lengths the name of the tensor that may hold the steps of each sample
 * @param whyNoGaps the reason why no steps can be left out; empty if they can
 */
public record SamplePorts(
        String model,
        List<Input> inputs,
        List<Output> outputs,
        int leastSteps,
        int steps,
        String lengths,
        Optional<String> whyNoGaps) {

    public SamplePorts {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * An input.
     *
     * @param name its name, which its tensor and its columns have
     * @param size the number of its floats or tokens
     * @param vocabulary how many different tokens there are, or 0 when it holds floats
     * @param hasSteps whether it is a sequence that may be shorter
     */
    public record Input(String name, int size, int vocabulary, boolean hasSteps) {}

    /**
     * An output.
     *
     * @param tensor the name that the tensor and the columns of its labels or its target have; empty if no loss reads the output
     * @param size the number of its labels, or of the floats of its target; 0 if no loss reads it
     * @param classes the number of classes, or 0 if it is not compared with labels
     * @param everyStep whether there is a label or a part of the target for each step
     * @param loss what compares it with labels or a target
     * @param weight the factor of its loss
     */
    public record Output(
            String name, String tensor, int size, int classes, boolean everyStep, LossFunction loss, double weight) {

        /** Whether a loss reads it. */
        public boolean hasLoss() {
            return size > 0;
        }

        /** Whether a loss compares it with labels. */
        public boolean labelled() {
            return classes > 0;
        }
    }

    /** The name of the tensor that may say which steps of each sample are there. */
    String mask() {
        return inputs.stream().anyMatch(input -> input.name.equals("mask")) ? "mask_" : "mask";
    }

    /** The same of sequences of so many steps. */
    SamplePorts ofLength(int length) {
        return new SamplePorts(
                model,
                inputs.stream()
                        .map(input -> input.hasSteps
                                ? new Input(input.name, input.size / steps * length, input.vocabulary, true)
                                : input)
                        .toList(),
                outputs.stream()
                        .map(output -> output.everyStep
                                ? new Output(
                                        output.name,
                                        output.tensor,
                                        output.size / steps * length,
                                        output.classes,
                                        true,
                                        output.loss,
                                        output.weight)
                                : output)
                        .toList(),
                leastSteps,
                length,
                lengths,
                whyNoGaps);
    }

    /** The names of the columns of all inputs: the input's own if it is one number, else with a number from 0 behind it. */
    public List<String> inputColumns() {
        List<String> columns = new ArrayList<>();
        inputs.forEach(input -> addColumns(input.name, input.size, columns));
        return columns;
    }

    static void addColumns(String name, int size, List<String> columns) {
        for (int i = 0; i < size; i++) {
            columns.add(size == 1 ? name : name + "." + i);
        }
    }

    /** What rows to predict need: the numbers of all inputs, one after the other, as {@link #inputColumns} names them. */
    public SampleSpec ofRows() {
        return SampleSpec.ofPorts(this, inputSize());
    }

    /** Requires that a number can be number {@code index} of a row's inputs: where an input holds tokens, it must be one. */
    float requireInput(int index, float value, Supplier<String> place) {
        int from = 0;
        for (Input input : inputs) {
            if (index < from + input.size) {
                return input.vocabulary > 0 ? of(input).token(value, place) : value;
            }
            from += input.size;
        }
        return value;
    }

    /** The inputs of rows that have the numbers of all of them, one after the other. */
    public List<NetworkInput> split(InputBlock rows) {
        int width = inputSize();
        List<NetworkInput> each = new ArrayList<>();
        int from = 0;
        for (Input input : inputs) {
            float[] values = new float[rows.count() * input.size];
            for (int row = 0; row < rows.count(); row++) {
                System.arraycopy(rows.inputs().floats(), row * width + from, values, row * input.size, input.size);
            }
            each.add(input.vocabulary > 0 ? NetworkInput.of(whole(values)) : NetworkInput.of(values));
            from += input.size;
        }
        return each;
    }

    private static int[] whole(float[] values) {
        int[] whole = new int[values.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (int) values[i];
        }
        return whole;
    }

    /** The number of one sample's inputs. */
    int inputSize() {
        return inputs.stream().mapToInt(Input::size).reduce(0, Math::addExact);
    }

    /** The number of one sample's labels and of the floats of its targets. */
    int answerSize() {
        return outputs.stream().mapToInt(Output::size).reduce(0, Math::addExact);
    }

    /** What is needed of one input alone. */
    SampleSpec of(Input input) {
        SampleSpec spec = SampleSpec.numbers(model, input.name, input.size, 0);
        SampleSpec ofKind = input.vocabulary > 0 ? spec.ofTokens(input.vocabulary) : spec;
        return input.hasSteps ? ofKind.ofSequences(leastSteps, steps, false).withGaps(whyNoGaps) : ofKind;
    }

    /** What is needed for one output alone. */
    SampleSpec of(Output output) {
        SampleSpec spec = output.labelled()
                ? SampleSpec.labelled(model, "", 0, output.classes, output.size)
                : SampleSpec.numbers(model, "", 0, output.size);
        spec = spec.comparedBy(output.loss);
        return output.everyStep ? spec.ofSequences(leastSteps, steps, true) : spec;
    }
}
