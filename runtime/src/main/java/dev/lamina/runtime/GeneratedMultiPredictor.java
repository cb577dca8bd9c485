package dev.lamina.runtime;

/**
 * The base class of generated networks with several inputs or several outputs. Only generated classes should extend it; others may break
 * with any release.
 */
public abstract class GeneratedMultiPredictor extends GeneratedNetwork implements MultiPredictor {

    private final InputPort[] inputs;
    private final OutputPort[] outputs;

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

    /** The numbers of one sample at the length that is set. */
    final int size(int most, boolean hasSteps) {
        return hasSteps && this instanceof SequenceNetwork sequences
                ? most / sequences.steps() * sequences.length()
                : most;
    }
}
