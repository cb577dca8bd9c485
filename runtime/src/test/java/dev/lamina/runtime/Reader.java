package dev.lamina.runtime;

/** The state that a recurrent network keeps between calls, and no computation. */
final class Reader implements SequenceNetwork, Recurrent {

    private final Parameters parameters;
    private final float[] initialState = new float[2];
    private int length = 9;

    Reader(Parameters parameters, int capacity) {
        Checks.capacity(capacity);
        this.parameters = parameters;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public int capacity() {
        return 1;
    }

    @Override
    public int inputSize() {
        return length;
    }

    @Override
    public int outputSize() {
        return 1;
    }

    @Override
    public int steps() {
        return 9;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public void length(int steps) {
        length = steps;
    }

    @Override
    public void lengths(int[] lengths, int batch) {
        length = lengths[0];
    }

    @Override
    public int stateSize() {
        return 2;
    }

    @Override
    public RecurrentState newState(int samples) {
        return new RecurrentState("Reader", samples, new RecurrentState.Part("gru1.h", 1, 2));
    }

    @Override
    public float[] initialState() {
        return initialState;
    }

    @Override
    public float[] finalState() {
        return initialState;
    }

    @Override
    public float[] initialStateGradient() {
        return initialState;
    }

    @Override
    public float[] finalStateGradient() {
        return initialState;
    }
}
