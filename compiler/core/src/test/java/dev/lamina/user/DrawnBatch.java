package dev.lamina.user;

import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Regressor;
import dev.lamina.runtime.SequenceNetwork;
import dev.lamina.runtime.TokenClassifier;
import dev.lamina.runtime.TokenPredictor;
import dev.lamina.runtime.TokenRegressor;
import dev.lamina.runtime.TrainableNetwork;

/**
 * Samples for one call of a network, made of a seed: the same numbers on every JVM, for each is a function of the seed and its place. What
 * a network should answer is a function of its input, so that there is something to learn.
 */
final class DrawnBatch {
    private final long seed;
    private final int samples;
    private final int inputs;

    /** Samples of the network's current size. */
    DrawnBatch(Network network, long seed, int samples) {
        this.seed = seed;
        this.samples = samples;
        this.inputs = samples * network.inputSize();
    }

    /** Numbers from -1 to below 1. */
    float[] floats() {
        float[] floats = new float[inputs];
        for (int i = 0; i < inputs; i++) {
            floats[i] = (float) (2 * uniform(i) - 1);
        }
        return floats;
    }

    int[] tokens(TokenPredictor network) {
        return whole(inputs, network.vocabulary());
    }

    /** A length for each sample, from 1 to the steps that the network is set to. */
    int[] lengths(SequenceNetwork network) {
        int[] lengths = whole(samples, network.length());
        for (int i = 0; i < samples; i++) {
            lengths[i]++;
        }
        return lengths;
    }

    /** Trains a network by one step; returns the loss. */
    float trainStep(TrainableNetwork network) {
        if (network instanceof TokenClassifier classifier) {
            int[] labels = whole(samples * classifier.labelSize(), classifier.classes());
            return classifier.trainStep(tokens(classifier), labels, samples);
        }
        if (network instanceof TokenRegressor regressor) {
            return regressor.trainStep(tokens(regressor), target(network), samples);
        }
        if (network instanceof Classifier classifier) {
            int[] labels = whole(samples * classifier.labelSize(), classifier.classes());
            return classifier.trainStep(floats(), labels, samples);
        }
        return ((Regressor) network).trainStep(floats(), target(network), samples);
    }

    /** So many whole numbers below a limit, each made of the input that stands at its share of the way. */
    private int[] whole(int count, int below) {
        int[] whole = new int[count];
        for (int i = 0; i < count; i++) {
            whole[i] = (int) (uniform(inputAt(i, count)) * below);
        }
        return whole;
    }

    private float[] target(Network network) {
        float[] target = new float[samples * network.outputSize()];
        for (int i = 0; i < target.length; i++) {
            target[i] = (float) uniform(inputAt(i, target.length));
        }
        return target;
    }

    private int inputAt(int i, int count) {
        return (int) ((long) i * inputs / count);
    }

    /** A multiple of 2^-24, at least 0 and less than 1, by SplitMix: written out, so that no other class can change it. */
    private double uniform(int element) {
        long z = ((seed << 32) + element + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return ((z ^ z >>> 31) >>> 40) * 0x1p-24;
    }
}
