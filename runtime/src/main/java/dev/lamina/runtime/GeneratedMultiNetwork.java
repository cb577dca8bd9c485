package dev.lamina.runtime;

/**
 * The base class of generated networks with several inputs or several outputs. Only generated classes should extend it; others may break
 * with any release.
 */
public abstract class GeneratedMultiNetwork extends GeneratedNetwork implements MultiNetwork {

    private final InputPort[] inputs;
    private final OutputPort[] outputs;

    /**
     * Creates a network. In a network for predicting only, state and gradients are null.
     *
     * @param facts what the compiler knows of the class
     * @param inputs the inputs; kept, not copied
     * @param outputs the outputs; kept, not copied
     * @param state the optimizer's state, or null for predicting only
     * @param floats the length of {@link #memory}
     */
    protected GeneratedMultiNetwork(
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
    private int size(int most, boolean hasSteps) {
        return hasSteps && this instanceof SequenceNetwork sequences
                ? most / sequences.steps() * sequences.length()
                : most;
    }

    @Override
    public void backward() {
        throw new IllegalStateException("this model has no loss: backward needs the gradients of its outputs");
    }

    @Override
    public void backward(PortArrays arrays) {
        throw new IllegalStateException("this model has a loss: backward takes no gradients of its outputs");
    }

    @Override
    public final void output(int number, float[] into) {
        begin();
        try {
            giveOutput(number, into);
        } finally {
            end();
        }
    }

    @Override
    public final void output(float[] into) {
        begin();
        try {
            int batch = requireForward();
            Checks.length("output", into.length, batch, outputSize());
            int at = 0;
            for (int i = 0; i < outputs.length; i++) {
                copyOutput(i, into, at);
                at += batch * size(outputs[i].size(), outputs[i].hasSteps());
            }
        } finally {
            end();
        }
    }

    /** Checks an array of the caller, and copies an output of the last forward pass to it. */
    protected final void giveOutput(int number, float[] into) {
        OutputPort port = outputs[number];
        Checks.length(port.name(), into.length, requireForward(), size(port.size(), port.hasSteps()));
        copyOutput(number, into, 0);
    }

    /** Copies an output of the last forward pass to place {@code at} of an array that is long enough. */
    protected abstract void copyOutput(int number, float[] into, int at);

    @Override
    public final void inputGradient(int number, float[] into) {
        begin();
        try {
            giveInputGradient(number, into);
        } finally {
            end();
        }
    }

    @Override
    public final void inputGradient(float[] into) {
        begin();
        try {
            int batch = requireBackward();
            int floats = 0;
            for (InputPort port : inputs) {
                floats += port.holdsTokens() ? 0 : size(port.size(), port.hasSteps());
            }
            Checks.state(floats > 0, "tokens have no gradient");
            Checks.length("input gradient", into.length, batch, floats);
            int at = 0;
            for (int i = 0; i < inputs.length; i++) {
                if (!inputs[i].holdsTokens()) {
                    copyInputGradient(i, into, at);
                    at += batch * size(inputs[i].size(), inputs[i].hasSteps());
                }
            }
        } finally {
            end();
        }
    }

    /** Checks an array of the caller, and copies the gradient of an input of the last backward pass to it. */
    protected final void giveInputGradient(int number, float[] into) {
        InputPort port = inputs[number];
        Checks.state(!port.holdsTokens(), port.name() + " takes tokens, which have no gradient");
        int batch = requireBackward();
        Checks.length("the gradient of " + port.name(), into.length, batch, size(port.size(), port.hasSteps()));
        copyInputGradient(number, into, 0);
    }

    /** Copies the gradient of an input of the last backward pass to place {@code at} of an array that is long enough. */
    protected abstract void copyInputGradient(int number, float[] into, int at);
}
