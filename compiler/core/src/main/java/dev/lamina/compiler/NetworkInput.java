package dev.lamina.compiler;

import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Predictor;
import dev.lamina.runtime.Regressor;
import dev.lamina.runtime.TokenClassifier;
import dev.lamina.runtime.TokenPredictor;
import dev.lamina.runtime.TokenRegressor;
import dev.lamina.runtime.TokenTransform;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.Transform;
import java.util.Arrays;

/**
 * Samples for a network, as floats or as tokens, for programs that do not know at compile time which of the two a model takes. Each method
 * casts the network to the interface that declares the called method. The network must have that interface; {@link CompiledModel#training}
 * tells which loss it has.
 */
public final class NetworkInput {
    private final float[] floats;
    private final int[] tokens;
    private final boolean holdsTokens;

    private NetworkInput(float[] floats, int[] tokens, boolean holdsTokens) {
        this.floats = floats;
        this.tokens = tokens;
        this.holdsTokens = holdsTokens;
    }

    /** An input of floats; the array is kept, not copied. */
    public static NetworkInput of(float[] floats) {
        return new NetworkInput(floats, new int[0], false);
    }

    /** An input of tokens; the array is kept, not copied. */
    public static NetworkInput of(int[] tokens) {
        return new NetworkInput(new float[0], tokens, true);
    }

    /** Zeros for {@code samples} samples of a network. */
    public static NetworkInput zeros(Network network, int samples) {
        int length = Math.multiplyExact(samples, network.inputSize());
        return network instanceof TokenPredictor ? of(new int[length]) : of(new float[length]);
    }

    /** An input of {@code length} zeros, floats or tokens as in this one. */
    public NetworkInput zeros(int length) {
        return holdsTokens ? of(new int[length]) : of(new float[length]);
    }

    public boolean holdsTokens() {
        return holdsTokens;
    }

    /** The floats, not a copy; an empty array if this holds tokens. */
    public float[] floats() {
        return floats;
    }

    /** The tokens, not a copy; an empty array if this holds floats. */
    public int[] tokens() {
        return tokens;
    }

    /** The number of floats or tokens. */
    public int length() {
        return holdsTokens ? tokens.length : floats.length;
    }

    /** A copy of the elements from {@code from} to {@code to - 1}. */
    public NetworkInput part(int from, int to) {
        return holdsTokens ? of(Arrays.copyOfRange(tokens, from, to)) : of(Arrays.copyOfRange(floats, from, to));
    }

    /** Copies {@code count} elements to another input of the same kind. */
    public void copy(int from, NetworkInput to, int at, int count) {
        if (holdsTokens) {
            System.arraycopy(tokens, from, to.tokens, at, count);
        } else {
            System.arraycopy(floats, from, to.floats, at, count);
        }
    }

    public void predict(Network network, int batch, float[] output) {
        if (holdsTokens) {
            ((TokenPredictor) network).predict(tokens, batch, output);
        } else {
            ((Predictor) network).predict(floats, batch, output);
        }
    }

    /** A forward pass with labels; returns the loss. */
    public float forward(TrainableNetwork network, int[] labels, int batch) {
        return holdsTokens
                ? ((TokenClassifier) network).forward(tokens, labels, batch)
                : ((Classifier) network).forward(floats, labels, batch);
    }

    /** A forward pass with a target; returns the loss. */
    public float forward(TrainableNetwork network, float[] target, int batch) {
        return holdsTokens
                ? ((TokenRegressor) network).forward(tokens, target, batch)
                : ((Regressor) network).forward(floats, target, batch);
    }

    /** A forward pass with labels and a weight for each sample; returns the loss. */
    public float forward(TrainableNetwork network, int[] labels, float[] sampleWeights, int batch) {
        return holdsTokens
                ? ((TokenClassifier) network).forward(tokens, labels, sampleWeights, batch)
                : ((Classifier) network).forward(floats, labels, sampleWeights, batch);
    }

    /** A forward pass with a target and a weight for each sample; returns the loss. */
    public float forward(TrainableNetwork network, float[] target, float[] sampleWeights, int batch) {
        return holdsTokens
                ? ((TokenRegressor) network).forward(tokens, target, sampleWeights, batch)
                : ((Regressor) network).forward(floats, target, sampleWeights, batch);
    }

    /** A forward pass of a network without a loss. */
    public void forward(TrainableNetwork network, int batch) {
        if (holdsTokens) {
            ((TokenTransform) network).forward(tokens, batch);
        } else {
            ((Transform) network).forward(floats, batch);
        }
    }

    /** A training step with labels; returns the loss before the update. */
    public float trainStep(TrainableNetwork network, int[] labels, int batch) {
        return holdsTokens
                ? ((TokenClassifier) network).trainStep(tokens, labels, batch)
                : ((Classifier) network).trainStep(floats, labels, batch);
    }

    /** A training step with a target; returns the loss before the update. */
    public float trainStep(TrainableNetwork network, float[] target, int batch) {
        return holdsTokens
                ? ((TokenRegressor) network).trainStep(tokens, target, batch)
                : ((Regressor) network).trainStep(floats, target, batch);
    }

    /** A backward pass from the loss. */
    public static void backward(TrainableNetwork network) {
        if (network instanceof Classifier classifier) {
            classifier.backward();
        } else if (network instanceof TokenClassifier classifier) {
            classifier.backward();
        } else if (network instanceof TokenRegressor regressor) {
            regressor.backward();
        } else {
            ((Regressor) network).backward();
        }
    }

    /** A backward pass of a network without a loss, from the gradient of its output. */
    public static void backward(TrainableNetwork network, float[] outputGradient) {
        if (network instanceof TokenTransform transform) {
            transform.backward(outputGradient);
        } else {
            ((Transform) network).backward(outputGradient);
        }
    }
}
