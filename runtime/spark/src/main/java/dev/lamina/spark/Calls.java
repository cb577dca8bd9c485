package dev.lamina.spark;

import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.InputPort;
import dev.lamina.runtime.MultiNetwork;
import dev.lamina.runtime.MultiPredictor;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.OutputPort;
import dev.lamina.runtime.PortArrays;
import dev.lamina.runtime.Predictor;
import dev.lamina.runtime.Regressor;
import dev.lamina.runtime.SequenceNetwork;
import dev.lamina.runtime.TokenClassifier;
import dev.lamina.runtime.TokenPredictor;
import dev.lamina.runtime.TokenRegressor;
import java.util.Arrays;
import java.util.Optional;

/** The arrays and calls of a network of any kind: of floats or tokens, for classes or numbers, of sequences that may be shorter, with several ports. */
final class Calls {
    private final Network network;
    private final Ports ports;
    private final float[][] floats;
    private final int[][] tokens;
    private final int[][] labels;
    private final float[][] targets;
    private final float[][] outputs;
    private final int[] lengths;
    private final Optional<PortArrays> arrays;

    /** The calls of a network, with as many samples as it has room for. */
    Calls(Network network) {
        this.network = network;
        ports = Ports.of(network);
        int capacity = network.capacity();
        int inputs = ports.inputs().size();
        floats = new float[inputs][0];
        tokens = new int[inputs][0];
        for (int i = 0; i < inputs; i++) {
            InputPort input = ports.inputs().get(i);
            floats[i] = new float[input.holdsTokens() ? 0 : capacity * input.size()];
            tokens[i] = new int[input.holdsTokens() ? capacity * input.size() : 0];
        }
        int count = ports.outputs().size();
        labels = new int[count][0];
        targets = new float[count][0];
        outputs = new float[count][0];
        for (int i = 0; i < count; i++) {
            OutputPort output = ports.outputs().get(i);
            outputs[i] = new float[capacity * output.size()];
            labels[i] = new int[capacity * output.labelSize()];
            targets[i] = new float[output.truth() == GroundTruth.TARGET ? capacity * output.size() : 0];
        }
        lengths = new int[capacity];
        arrays = network instanceof MultiPredictor multi ? Optional.of(arrays(multi)) : Optional.empty();
    }

    private PortArrays arrays(MultiPredictor multi) {
        PortArrays all = multi.newArrays();
        for (int i = 0; i < floats.length; i++) {
            if (ports.inputs().get(i).holdsTokens()) {
                all.tokens(i, tokens[i]);
            } else {
                all.floats(i, floats[i]);
            }
        }
        for (int i = 0; i < outputs.length; i++) {
            all.output(i, outputs[i]);
            all.labels(i, labels[i]);
            all.target(i, targets[i]);
        }
        return all;
    }

    Ports ports() {
        return ports;
    }

    /** Sets sample {@code n} of the next call, and its labels and targets if it has any. */
    void give(int n, Sample sample) {
        lengths[n] = ports.length(sample);
        for (int i = 0; i < floats.length; i++) {
            int size = ports.inputs().get(i).size();
            int own = n * size + sample.elements(i);
            if (ports.inputs().get(i).holdsTokens()) {
                System.arraycopy(sample.tokens()[i], 0, tokens[i], n * size, sample.elements(i));
                Arrays.fill(tokens[i], own, (n + 1) * size, 0);
            } else {
                System.arraycopy(sample.floats()[i], 0, floats[i], n * size, sample.elements(i));
                Arrays.fill(floats[i], own, (n + 1) * size, 0);
            }
        }
        for (int i = 0; i < outputs.length; i++) {
            if (sample.labelCount(i) > 0) {
                int at = n * Ports.labels(ports.outputs().get(i));
                boolean classes = sample.labels()[i].length > 0;
                System.arraycopy(
                        classes ? sample.labels()[i] : sample.targets()[i],
                        0,
                        classes ? labels[i] : targets[i],
                        at,
                        sample.labelCount(i));
            }
        }
    }

    private void tellLengths(int batch) {
        if (network instanceof SequenceNetwork sequences) {
            sequences.lengths(lengths, batch);
        }
    }

    /** Predicts the samples given: an array for each output. The arrays are used again. */
    float[][] predict(int batch) {
        tellLengths(batch);
        if (network instanceof MultiPredictor multi) {
            multi.predict(arrays.orElseThrow(), batch);
        } else if (network instanceof TokenPredictor predictor) {
            predictor.predict(tokens[0], batch, outputs[0]);
        } else {
            ((Predictor) network).predict(floats[0], batch, outputs[0]);
        }
        return outputs;
    }

    /** Forward and backward pass of the samples given; returns the loss. */
    float pass(int batch) {
        tellLengths(batch);
        float loss;
        if (network instanceof MultiNetwork multi) {
            loss = multi.forward(arrays.orElseThrow(), batch);
            multi.backward();
        } else if (network instanceof Classifier classifier) {
            loss = classifier.forward(floats[0], labels[0], batch);
            classifier.backward();
        } else if (network instanceof TokenClassifier classifier) {
            loss = classifier.forward(tokens[0], labels[0], batch);
            classifier.backward();
        } else if (network instanceof TokenRegressor regressor) {
            loss = regressor.forward(tokens[0], targets[0], batch);
            regressor.backward();
        } else if (network instanceof Regressor regressor) {
            loss = regressor.forward(floats[0], targets[0], batch);
            regressor.backward();
        } else {
            throw new IllegalArgumentException("this model has no loss to train for");
        }
        return loss;
    }
}
