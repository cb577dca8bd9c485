package dev.lamina.runtime;

/**
 * The base class of generated networks with several inputs or several outputs that train. Only generated classes should
 * extend it; others may break with any release.
 */
public abstract class GeneratedMultiNetwork extends GeneratedMultiPredictor implements MultiNetwork {

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
        super(facts, inputs, outputs, parameters, state, capacity, floats);
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
            for (int i = 0; i < outputCount(); i++) {
                int floats = batch * size(outputPort(i).size(), outputPort(i).hasSteps());
                copyOutput(i, into, at);
                unscale(i, into, at, floats);
                at += floats;
            }
        } finally {
            end();
        }
    }

    /** Checks an array of the caller, and copies an output of the last forward pass to it. */
    protected final void giveOutput(int number, float[] into) {
        OutputPort port = outputPort(number);
        int batch = requireForward();
        int floats = size(port.size(), port.hasSteps());
        Checks.length(port.name(), into.length, batch, floats);
        copyOutput(number, into, 0);
        unscale(number, into, batch * floats);
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
            for (int i = 0; i < inputCount(); i++) {
                InputPort port = inputPort(i);
                floats += port.holdsTokens() ? 0 : size(port.size(), port.hasSteps());
            }
            Checks.state(floats > 0, "tokens have no gradient");
            Checks.length("input gradient", into.length, batch, floats);
            int at = 0;
            for (int i = 0; i < inputCount(); i++) {
                if (!inputPort(i).holdsTokens()) {
                    at = giveInputGradient(i, into, at, batch);
                }
            }
        } finally {
            end();
        }
    }

    /** Checks an array of the caller, and copies the gradient of an input of the last backward pass to it. */
    protected final void giveInputGradient(int number, float[] into) {
        InputPort port = inputPort(number);
        Checks.state(!port.holdsTokens(), port.name() + " takes tokens, which have no gradient");
        int batch = requireBackward();
        Checks.length("the gradient of " + port.name(), into.length, batch, size(port.size(), port.hasSteps()));
        giveInputGradient(number, into, 0, batch);
    }

    /** The same at place {@code at}; returns the place behind it. */
    private int giveInputGradient(int number, float[] into, int at, int batch) {
        InputPort port = inputPort(number);
        int floats = batch * size(port.size(), port.hasSteps());
        copyInputGradient(number, into, at);
        inputScaling(port.name()).scaleGradient(into, at, floats, inputInner(port.name()));
        return at + floats;
    }

    /** Copies the target of an output, {@code count} numbers, scaled as the parameters' {@link Preprocessing} says. */
    protected final void target(int output, float[] given, float[] into, int count) {
        parameters.preprocessing().target(outputPort(output).name()).apply(given, into, count, targetInner(output));
    }

    /** Copies the gradient of an input of the last backward pass to place {@code at} of an array that is long enough. */
    protected abstract void copyInputGradient(int number, float[] into, int at);
}
