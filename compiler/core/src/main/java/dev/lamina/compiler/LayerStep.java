package dev.lamina.compiler;

import dev.lamina.compiler.emit.LayerCost;
import dev.lamina.compiler.emit.LayerMethod;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.tensor.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A private method of a generated class that computes one layer in one direction. A profiler calls it to measure the time of the layer.
 *
 * @param method the name of the method
 * @param label the label of the layer
 * @param direction predict, forward or backward
 * @param arguments the names of the method's arguments, from input, outputGradient, into, initialState, finalState, ofSamples, part, steps
 *     and allSteps; the first three with a name behind them in a model with several inputs or outputs: {@code input image}
 * @param multiplyAdds the multiply-adds for one sample
 * @param fixedBytes the bytes read and written for any number of samples: those of weights and their gradients
 * @param sampleBytes the bytes read and written for each sample
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

    /** @param role what an argument is; {@link #arguments} has this instead of its name in Java */
    static LayerStep of(LayerMethod method, UnaryOperator<String> role) {
        LayerMethod.Work work = method.work();
        return new LayerStep(
                method.name(),
                method.layer(),
                method.direction(),
                method.argumentNames().stream().map(role).toList(),
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
