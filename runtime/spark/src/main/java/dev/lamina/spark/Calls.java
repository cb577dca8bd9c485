package dev.lamina.spark;

import dev.lamina.runtime.ClassPredictor;
import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.MultiPredictor;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Predictor;
import dev.lamina.runtime.Regressor;
import dev.lamina.runtime.SequenceNetwork;
import dev.lamina.runtime.TokenClassPredictor;
import dev.lamina.runtime.TokenClassifier;
import dev.lamina.runtime.TokenPredictor;
import dev.lamina.runtime.TokenRegressor;
import dev.lamina.runtime.TrainableNetwork;
import java.util.Arrays;

/** The arrays and calls of a network of any kind: of floats or tokens, for classes or numbers, of sequences that may be shorter. */
final class Calls {
    private final Network network;
    private final boolean tokens;
    private final int inputSize;
    private final int steps;
    private final float[] floats;
    private final int[] wholes;
    private final int[] lengths;
    private final float[] output;

    /** The calls of a network with one input and one output. */
    Calls(Network network) {
        if (network instanceof MultiPredictor) {
            throw new IllegalArgumentException(
                    "this network has several inputs or outputs, but a column of features and one of predictions need one each");
        }
        this.network = network;
        tokens = network instanceof TokenPredictor;
        steps = network instanceof SequenceNetwork sequences ? sequences.steps() : 1;
        inputSize = network.inputSize();
        floats = new float[tokens ? 0 : network.capacity() * inputSize];
        wholes = new int[tokens ? network.capacity() * inputSize : 0];
        lengths = new int[network.capacity()];
        output = new float[network.capacity() * network.outputSize()];
    }

    boolean takesTokens() {
        return tokens;
    }

    /** Classes of each label; 0 if the network predicts numbers. */
    int classes() {
        if (network instanceof ClassPredictor predictor) {
            return predictor.classes();
        }
        return network instanceof TokenClassPredictor predictor ? predictor.classes() : 0;
    }

    int outputSize() {
        return network.outputSize();
    }

    /** The labels of a sample, or the numbers of its target: of a shorter sequence those of its own steps are enough. */
    int labels() {
        return classes() > 0 ? outputSize() / classes() : outputSize();
    }

    /** Requires a label, or a number of the target, for each output of a sample with this many steps. */
    void requireLabels(int length, int given) {
        int all = labels();
        boolean ofOwnSteps = all % steps == 0 && given == all / steps * length;
        if (given != all && !ofOwnSteps) {
            String fewer = all % steps == 0 && length < steps ? ", or " + all / steps * length + " for its steps" : "";
            throw new IllegalArgumentException(
                    "a row has " + given + " labels or target numbers, but " + all + fewer + " are needed");
        }
    }

    int steps() {
        return steps;
    }

    /** The steps of a sample with this many floats or tokens. */
    int length(int elements) {
        int step = inputSize / steps;
        if (elements == inputSize || steps > 1 && elements > 0 && elements < inputSize && elements % step == 0) {
            return elements / step;
        }
        String shorter = steps > 1 ? ", or a smaller multiple of " + step : "";
        throw new IllegalArgumentException("a row has " + elements + " features, but " + inputSize
                + (tokens ? " tokens" : " numbers") + shorter + " are needed");
    }

    /** Sets sample {@code n} of the next call. */
    void give(int n, float[] sample) {
        lengths[n] = length(sample.length);
        System.arraycopy(sample, 0, floats, n * inputSize, sample.length);
        Arrays.fill(floats, n * inputSize + sample.length, (n + 1) * inputSize, 0);
    }

    /** Sets sample {@code n} of the next call. */
    void give(int n, int[] sample) {
        lengths[n] = length(sample.length);
        System.arraycopy(sample, 0, wholes, n * inputSize, sample.length);
        Arrays.fill(wholes, n * inputSize + sample.length, (n + 1) * inputSize, 0);
    }

    private void tellLengths(int batch) {
        if (network instanceof SequenceNetwork sequences) {
            sequences.lengths(lengths, batch);
        }
    }

    /** Predicts the samples given. The array is used again. */
    float[] predict(int batch) {
        tellLengths(batch);
        if (tokens) {
            ((TokenPredictor) network).predict(wholes, batch, output);
        } else {
            ((Predictor) network).predict(floats, batch, output);
        }
        return output;
    }

    /** Forward and backward pass of the samples given; returns the loss. */
    float pass(int[] labels, float[] target, int batch) {
        tellLengths(batch);
        TrainableNetwork trained = (TrainableNetwork) network;
        float loss;
        if (trained instanceof Classifier classifier) {
            loss = classifier.forward(floats, labels, batch);
            classifier.backward();
        } else if (trained instanceof TokenClassifier classifier) {
            loss = classifier.forward(wholes, labels, batch);
            classifier.backward();
        } else if (trained instanceof TokenRegressor regressor) {
            loss = regressor.forward(wholes, target, batch);
            regressor.backward();
        } else if (trained instanceof Regressor regressor) {
            loss = regressor.forward(floats, target, batch);
            regressor.backward();
        } else {
            throw new IllegalArgumentException("this model has no loss to train for");
        }
        return loss;
    }
}
