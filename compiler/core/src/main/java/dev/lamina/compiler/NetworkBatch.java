package dev.lamina.compiler;

import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.MultiNetwork;
import dev.lamina.runtime.MultiPredictor;
import dev.lamina.runtime.MultiStreaming;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.PortArrays;
import dev.lamina.runtime.RecurrentState;
import dev.lamina.runtime.Streaming;
import dev.lamina.runtime.TokenStreaming;
import dev.lamina.runtime.TrainableNetwork;
import org.jspecify.annotations.Nullable;

/**
 * What a call of a network reads, for programs that do not know its class: samples for each input, and for each output what a loss compares
 * it with, or its gradient. It works for networks with one input and one output, and for those with several. Inputs and outputs have numbers
 * from 0 on, in the order of {@link CompiledModel#inputs} and {@link CompiledModel#outputs}. The arrays are kept, not copied, and the
 * first call of a network with several inputs or outputs is the only one that allocates.
 */
public final class NetworkBatch {
    private final GroundTruth truth;
    private final boolean hasLoss;
    private final NetworkInput[] inputs;
    private final int[][] labels;
    private final float[][] targets;
    private final float[][] gradients;
    private final float[][] sampleWeights;
    private @Nullable PortArrays arrays;

    private NetworkBatch(CompiledModel model) {
        this.truth = model.training().outputs().get(0).groundTruth();
        this.hasLoss = model.training().hasLoss();
        int outputs = model.outputs().size();
        this.inputs = model.inputs().stream()
                .map(input -> input.holdsTokens() ? NetworkInput.of(new int[0]) : NetworkInput.of(new float[0]))
                .toArray(NetworkInput[]::new);
        this.labels = new int[outputs][0];
        this.targets = new float[outputs][0];
        this.gradients = new float[outputs][0];
        this.sampleWeights = new float[outputs][0];
    }

    /** A batch for networks of a model, with empty arrays. */
    public static NetworkBatch of(CompiledModel model) {
        return new NetworkBatch(model);
    }

    /** Sets the samples of an input. */
    public NetworkBatch input(int number, NetworkInput samples) {
        inputs[number] = samples;
        return this;
    }

    /** The samples of an input. */
    public NetworkInput input(int number) {
        return inputs[number];
    }

    /** Sets the labels that a loss compares an output with. */
    public NetworkBatch labels(int output, int[] array) {
        labels[output] = array;
        return this;
    }

    /** The labels of an output; empty if none were set. */
    public int[] labels(int output) {
        return labels[output];
    }

    /** Sets the target that a loss compares an output with. */
    public NetworkBatch target(int output, float[] array) {
        targets[output] = array;
        return this;
    }

    /** The target of an output; empty if none was set. */
    public float[] target(int output) {
        return targets[output];
    }

    /** Sets how much each sample counts for an output, whose loss takes such weights; all count the same if the array is empty. */
    public NetworkBatch sampleWeights(int output, float[] array) {
        sampleWeights[output] = array;
        return this;
    }

    /** How much each sample counts for an output; empty if no weights were set. */
    public float[] sampleWeights(int output) {
        return sampleWeights[output];
    }

    /** Sets the gradient of an output, for a model without a loss. */
    public NetworkBatch outputGradient(int output, float[] array) {
        gradients[output] = array;
        return this;
    }

    /** The gradient of an output; empty if none was set. */
    public float[] outputGradient(int output) {
        return gradients[output];
    }

    /**
     * Predicts all outputs.
     *
     * @param outputs an array for each output, which receives its floats
     */
    public void predict(Network network, int batch, float[][] outputs) {
        if (network instanceof MultiPredictor multi) {
            multi.predict(receiving(multi, outputs), batch);
        } else {
            inputs[0].predict(network, batch, outputs[0]);
        }
    }

    /**
     * Takes one step of each sample of a state. The network must stream.
     *
     * @param outputs an array for each output, which receives its floats for this step
     */
    public void step(Network network, RecurrentState state, float[][] outputs) {
        if (network instanceof MultiStreaming multi) {
            multi.step(receiving(multi, outputs), state);
        } else if (network instanceof TokenStreaming tokens) {
            tokens.step(inputs[0].tokens(), state, outputs[0]);
        } else {
            ((Streaming) network).step(inputs[0].floats(), state, outputs[0]);
        }
    }

    private PortArrays receiving(MultiPredictor network, float[][] outputs) {
        PortArrays given = given(network);
        for (int i = 0; i < outputs.length; i++) {
            given.output(i, outputs[i]);
        }
        return given;
    }

    /** A forward pass; returns the loss, or 0 if the model has none. */
    public float forward(TrainableNetwork network, int batch) {
        if (network instanceof MultiNetwork multi) {
            return multi.forward(compared(multi), batch);
        }
        boolean weighted = sampleWeights[0].length > 0;
        return switch (truth) {
            case LABELS ->
                weighted
                        ? inputs[0].forward(network, labels[0], sampleWeights[0], batch)
                        : inputs[0].forward(network, labels[0], batch);
            case TARGET ->
                weighted
                        ? inputs[0].forward(network, targets[0], sampleWeights[0], batch)
                        : inputs[0].forward(network, targets[0], batch);
            case NONE -> {
                inputs[0].forward(network, batch);
                yield 0;
            }
        };
    }

    /** A backward pass: from the loss, or from the gradients of the outputs if the model has no loss. */
    public void backward(TrainableNetwork network) {
        if (network instanceof MultiNetwork multi) {
            if (hasLoss) {
                multi.backward();
            } else {
                multi.backward(compared(multi));
            }
        } else if (hasLoss) {
            NetworkInput.backward(network);
        } else {
            NetworkInput.backward(network, gradients[0]);
        }
    }

    /** A training step; returns the loss before the update. The model must have a loss. */
    public float trainStep(TrainableNetwork network, int batch) {
        float loss = forward(network, batch);
        backward(network);
        network.update();
        return loss;
    }

    /** Copies one output of the last forward pass. */
    public static void output(TrainableNetwork network, int number, float[] into) {
        if (network instanceof MultiNetwork multi) {
            multi.output(number, into);
        } else {
            network.output(into);
        }
    }

    /** Copies the gradient of one input, of the last backward pass. */
    public static void inputGradient(TrainableNetwork network, int number, float[] into) {
        if (network instanceof MultiNetwork multi) {
            multi.inputGradient(number, into);
        } else {
            network.inputGradient(into);
        }
    }

    private PortArrays compared(MultiNetwork network) {
        PortArrays given = given(network);
        for (int i = 0; i < labels.length; i++) {
            given.labels(i, labels[i]);
            given.target(i, targets[i]);
            given.gradient(i, gradients[i]);
            if (sampleWeights[i].length > 0) {
                given.sampleWeights(i, sampleWeights[i]);
            } else {
                given.withoutSampleWeights(i);
            }
        }
        return given;
    }

    private PortArrays given(MultiPredictor network) {
        PortArrays given = arrays == null ? network.newArrays() : arrays;
        arrays = given;
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i].holdsTokens()) {
                given.tokens(i, inputs[i].tokens());
            } else {
                given.floats(i, inputs[i].floats());
            }
        }
        return given;
    }
}
