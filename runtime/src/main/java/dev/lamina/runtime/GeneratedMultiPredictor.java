package dev.lamina.runtime;

import java.util.List;

/**
 * The base class of generated networks with several inputs or several outputs. Only generated classes should extend it; others may break
 * with any release.
 */
public abstract class GeneratedMultiPredictor extends GeneratedNetwork implements MultiPredictor {

    private final InputPort[] inputs;
    private final OutputPort[] outputs;

    /** The arrays for scaled inputs; empty until an input is scaled. */
    private final float[][] scaledInputs;

    /**
     * Creates a network. In a network for predicting only, the state is null.
     *
     * @param inputs the inputs, in the order of the model file
     * @param outputs the outputs, in the order of the model file
     */
    protected GeneratedMultiPredictor(
            Facts facts,
            InputPort[] inputs,
            OutputPort[] outputs,
            Parameters parameters,
            TrainingState state,
            int capacity,
            int floats) {
        super(facts, parameters, state, capacity, floats);
        this.inputs = inputs;
        this.outputs = outputs;
        this.scaledInputs = new float[inputs.length][0];
    }

    @Override
    public final int inputCount() {
        return inputs.length;
    }

    @Override
    public final InputPort inputPort(int number) {
        return inputs[number];
    }

    @Override
    public final int outputCount() {
        return outputs.length;
    }

    @Override
    public final OutputPort outputPort(int number) {
        return outputs[number];
    }

    @Override
    public final int inputSize() {
        int sum = 0;
        for (InputPort port : inputs) {
            sum += size(port.size(), port.hasSteps());
        }
        return sum;
    }

    @Override
    public final int outputSize() {
        int sum = 0;
        for (OutputPort port : outputs) {
            sum += size(port.size(), port.hasSteps());
        }
        return sum;
    }

    @Override
    final Scaling inputScaling(String name) {
        return parameters.preprocessing().input(name);
    }

    @Override
    final int inputInner(String name) {
        return inner(parameters.architecture().inputs(), inputNumber(name));
    }

    @Override
    final float[] scaledInput(String name, int floats, int most) {
        int number = inputNumber(name);
        if (scaledInputs[number].length < floats) {
            scaledInputs[number] = new float[most];
        }
        return scaledInputs[number];
    }

    private int inputNumber(String name) {
        int number = 0;
        while (!inputs[number].name().equals(name)) {
            number++;
        }
        return number;
    }

    /** Parameters that no generated class has created do not know it. */
    private static int inner(List<Architecture.Port> ports, int number) {
        return number < ports.size() ? ports.get(number).inner() : 1;
    }

    /** Gives {@code count} numbers of an output that was trained on a scaled target the target's own scale. */
    protected final void unscale(int output, float[] values, int count) {
        unscale(output, values, 0, count);
    }

    final void unscale(int output, float[] values, int from, int count) {
        Scaling scaling = parameters.preprocessing().target(outputs[output].name());
        if (!scaling.isNone()) {
            scaling.undo(values, from, count, targetInner(output));
        }
    }

    final int targetInner(int output) {
        return inner(parameters.architecture().targets(), output);
    }

    /** The numbers of one sample at the length that is set. */
    final int size(int most, boolean hasSteps) {
        return hasSteps && this instanceof SequenceNetwork sequences
                ? most / sequences.steps() * sequences.length()
                : most;
    }
}
