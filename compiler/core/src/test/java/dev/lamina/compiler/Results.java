package dev.lamina.compiler;

import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Recurrent;
import dev.lamina.runtime.Regressor;
import dev.lamina.runtime.TensorView;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.Transform;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Everything one forward and one backward pass give, by name, in PyTorch's order. */
record Results(Map<String, float[]> values) {

    /** Runs a network that has no loss. */
    static Results of(Transform network, float[] input, float[] outputGradient, int batch) {
        network.forward(input, batch);
        network.backward(outputGradient);
        return collect(network, batch, new LinkedHashMap<>());
    }

    /** Runs a network whose loss wants labels. */
    static Results of(Classifier network, float[] input, int[] labels, int batch) {
        Map<String, float[]> values = new LinkedHashMap<>();
        values.put("loss", new float[] {network.forward(input, labels, batch)});
        network.backward();
        return collect(network, batch, values);
    }

    /** Runs a network whose loss wants a target. */
    static Results of(Regressor network, float[] input, float[] target, int batch) {
        Map<String, float[]> values = new LinkedHashMap<>();
        values.put("loss", new float[] {network.forward(input, target, batch)});
        network.backward();
        return collect(network, batch, values);
    }

    private static Results collect(TrainableNetwork network, int batch, Map<String, float[]> values) {
        float[] output = new float[batch * network.outputSize()];
        network.output(output);
        values.put("output", output);
        float[] gradient = new float[batch * network.inputSize()];
        network.inputGradient(gradient);
        values.put("grad_input", gradient);
        for (TensorView view : network.parameters().views()) {
            values.put("grad." + view.name(), network.gradients().get(view.name()));
        }
        if (network instanceof Recurrent recurrent) {
            int states = batch * recurrent.stateSize();
            values.put("final state", Arrays.copyOf(recurrent.finalState(), states));
            values.put("gradient of initial state", Arrays.copyOf(recurrent.initialStateGradient(), states));
        }
        return new Results(values);
    }

    float[] get(String name) {
        float[] found = values.get(name);
        if (found == null) {
            throw new AssertionError("no " + name + " among " + values.keySet());
        }
        return found;
    }
}
