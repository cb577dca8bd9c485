package dev.lamina.compiler;

import dev.lamina.compiler.emit.LayerCost;
import dev.lamina.compiler.emit.LayerMethod;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.tensor.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A private method of a generated class: the work for one layer in one direction. With it the time of a layer can be measured.
 *
 * @param method the name of the method
 * @param label the layer
 * @param direction predict, forward or backward
 * @param arguments what the method is given of a call: input, outputGradient, into, initialState, finalState, ofSamples, batch, steps,
 *     allSteps
 * @param multiplyAdds products of one sample
 * @param fixedBytes bytes read and written whatever the number of samples: weights and their gradients
 * @param sampleBytes bytes read and written for each sample
 */
public record LayerStep(
        String method,
        String label,
        String direction,
        List<String> arguments,
        long multiplyAdds,
        long fixedBytes,
        long sampleBytes) {
    public LayerStep {
        arguments = List.copyOf(arguments);
    }

    /** @param input the variable that holds the input in the class */
    static LayerStep of(LayerMethod method, String input) {
        LayerMethod.Work work = method.work();
        return new LayerStep(
                method.name(),
                method.layer(),
                method.direction(),
                method.argumentNames().stream()
                        .map(name -> name.equals(input) ? "input" : name)
                        .toList(),
                work.launches().stream().mapToLong(LayerCost::multiplyAdds).sum(),
                bytes(work, false),
                bytes(work, true));
    }

    /** Each value counts once for each kernel that reads or writes it. */
    private static long bytes(LayerMethod.Work work, boolean batched) {
        Graph graph = work.graph();
        long floats = 0;
        for (Launch launch : work.launches()) {
            Set<Value> values = new HashSet<>(launch.node().reads());
            values.addAll(launch.node().writes());
            for (Value value : values) {
                if (value.type().batched() == batched && graph.layouts().containsKey(value)) {
                    floats += graph.layout(value).length();
                }
            }
        }
        return 4 * floats;
    }
}
