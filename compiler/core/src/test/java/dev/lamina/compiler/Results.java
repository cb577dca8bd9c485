package dev.lamina.compiler;

import dev.lamina.runtime.BinaryPredictor;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.MultiNetwork;
import dev.lamina.runtime.Predictor;
import dev.lamina.runtime.Recurrent;
import dev.lamina.runtime.TensorView;
import dev.lamina.runtime.TokenBinaryPredictor;
import dev.lamina.runtime.TrainableNetwork;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Everything one forward and one backward pass give, by name, in PyTorch's order. */
record Results(Map<String, float[]> values) {

    /** Runs a network with what its kind of loss wants: labels, or a second array that is the target or the output's gradient. */
    static Results of(
            GroundTruth truth, TrainableNetwork network, NetworkInput input, int[] labels, float[] second, int batch) {
        return of(truth, network, input, labels, second, new float[0], batch);
    }

    /** The same with a weight for each sample; all count the same if there are none. */
    static Results of(
            GroundTruth truth,
            TrainableNetwork network,
            NetworkInput input,
            int[] labels,
            float[] second,
            float[] weights,
            int batch) {
        Map<String, float[]> values = new LinkedHashMap<>();
        switch (truth) {
            case LABELS ->
                values.put("loss", new float[] {
                    weights.length == 0
                            ? input.forward(network, labels, batch)
                            : input.forward(network, labels, weights, batch)
                });
            case TARGET -> {
                float[] target = target(network, second);
                values.put("loss", new float[] {
                    weights.length == 0
                            ? input.forward(network, target, batch)
                            : input.forward(network, target, weights, batch)
                });
            }
            case NONE -> input.forward(network, batch);
        }
        if (truth == GroundTruth.NONE) {
            NetworkInput.backward(network, second);
        } else {
            NetworkInput.backward(network);
        }
        return collect(network, batch, values);
    }

    /** The numbers themselves, or probabilities from them if the network needs these. */
    private static float[] target(TrainableNetwork network, float[] numbers) {
        float[] target = numbers.clone();
        boolean binary = network instanceof BinaryPredictor || network instanceof TokenBinaryPredictor;
        for (int i = 0; binary && i < target.length; i++) {
            target[i] = target[i] >= 0 && target[i] <= 1 ? target[i] : target[i] > 0 ? 1 : 0;
        }
        return target;
    }

    /** Runs a network of a model with what its inputs and losses want. */
    static Results of(CompiledModel model, TrainableNetwork network, NetworkBatch data, int batch) {
        Map<String, float[]> values = new LinkedHashMap<>();
        float loss = data.forward(network, batch);
        if (model.training().hasLoss()) {
            values.put("loss", new float[] {loss});
        }
        data.backward(network);
        return collect(network, batch, values);
    }

    private static Results collect(TrainableNetwork network, int batch, Map<String, float[]> values) {
        if (network instanceof MultiNetwork multi) {
            collectPorts(multi, batch, values);
        } else {
            float[] output = new float[batch * network.outputSize()];
            network.output(output);
            values.put("output", output);
        }
        if (network instanceof Predictor) {
            float[] gradient = new float[batch * network.inputSize()];
            network.inputGradient(gradient);
            values.put("grad_input", gradient);
        }
        for (TensorView view : network.gradients().views()) {
            values.put("grad." + view.name(), network.gradients().get(view.name()));
        }
        if (network instanceof Recurrent recurrent) {
            int states = batch * recurrent.stateSize();
            values.put("final state", Arrays.copyOf(recurrent.finalState(), states));
            values.put("gradient of initial state", Arrays.copyOf(recurrent.initialStateGradient(), states));
        }
        return new Results(values);
    }

    private static void collectPorts(MultiNetwork network, int batch, Map<String, float[]> values) {
        for (int i = 0; i < network.outputCount(); i++) {
            float[] output = new float[batch * network.outputPort(i).size()];
            network.output(i, output);
            values.put("output." + network.outputPort(i).name(), output);
        }
        for (int i = 0; i < network.inputCount(); i++) {
            if (!network.inputPort(i).holdsTokens()) {
                float[] gradient = new float[batch * network.inputPort(i).size()];
                network.inputGradient(i, gradient);
                values.put("grad_input." + network.inputPort(i).name(), gradient);
            }
        }
    }

    float[] get(String name) {
        float[] found = values.get(name);
        if (found == null) {
            throw new AssertionError("no " + name + " among " + values.keySet());
        }
        return found;
    }
}
