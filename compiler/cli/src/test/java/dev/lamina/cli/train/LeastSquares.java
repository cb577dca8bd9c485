package dev.lamina.cli.train;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Regressor;
import dev.lamina.runtime.TensorView;
import dev.lamina.runtime.TrainingState;

/** The smallest network that learns: y = w x, by gradient descent on the mean squared error. */
final class LeastSquares implements Regressor {

    private final Parameters parameters = new Parameters("LeastSquares", 1, TensorView.dense("w", new int[] {1}, 0));
    private final Parameters gradients = parameters.zeros();
    private final TrainingState state;
    private final int capacity;

    LeastSquares(float rate, int capacity) {
        this.capacity = capacity;
        state = new TrainingState(1, rate, 0, 0);
    }

    @Override
    public float trainStep(float[] input, float[] target, int batch) {
        float loss = forward(input, target, batch);
        update();
        return loss;
    }

    /** Computes the gradient too, so that there is nothing left for {@link #backward}. */
    @Override
    public float forward(float[] input, float[] target, int batch) {
        float w = parameters.values()[0];
        float loss = 0;
        float gradient = 0;
        for (int i = 0; i < batch; i++) {
            float error = w * input[i] - target[i];
            loss += error * error / batch;
            gradient += 2 * error * input[i] / batch;
        }
        gradients.values()[0] = gradient;
        return loss;
    }

    @Override
    public void update() {
        parameters.values()[0] -= state.rate() * gradients.values()[0];
        state.advance();
    }

    @Override
    public void predict(float[] input, int batch, float[] output) {
        for (int i = 0; i < batch; i++) {
            output[i] = parameters.values()[0] * input[i];
        }
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Parameters gradients() {
        return gradients;
    }

    @Override
    public TrainingState state() {
        return state;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public int inputSize() {
        return 1;
    }

    @Override
    public int outputSize() {
        return 1;
    }

    @Override
    public void backward() {
        // forward has done it
    }

    @Override
    public void training(boolean dropoutOn) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void output(float[] into) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void inputGradient(float[] into) {
        throw new UnsupportedOperationException();
    }
}
