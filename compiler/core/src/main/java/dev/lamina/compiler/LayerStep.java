package dev.lamina.compiler;

import dev.lamina.compiler.emit.LayerCall;
import dev.lamina.compiler.emit.LayerCost;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.tensor.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A call of a private method of a generated class that computes one layer in one direction. A profiler makes it to measure the time of the
 * layer.
 *
 * @param method the name of the method
 * @param label the label of the layer
 * @param direction predict, forward or backward
 * @param indices the first arguments of the method: where values lie in the arrays of a network
 * @param arguments the names of the other arguments, from input, outputGradient, into, initialState, finalState, ofSamples, part, steps
 *     and allSteps; the first three with a name behind them in a model with several inputs or outputs: {@code input image}
 * @param kernels the kernels that the method calls
 */
public record LayerStep(
        String method,
        String label,
        String direction,
        List<Index> indices,
        List<String> arguments,
        List<KernelCost> kernels) {
    public LayerStep {
        indices = List.copyOf(indices);
        arguments = List.copyOf(arguments);
        kernels = List.copyOf(kernels);
    }

    /** Where a value begins in an array of a network: {@code fixed + perSample * capacity}. */
    public record Index(int fixed, int perSample) {
        /** The index for a network of this capacity. */
        public int at(int capacity) {
            return fixed + perSample * capacity;
        }
    }

    /** The multiply-adds for so many samples. */
    public long multiplyAdds(int samples) {
        return samples * kernels.stream().mapToLong(KernelCost::multiplyAdds).sum();
    }

    /** The bytes read and written for so many samples: each value once for each kernel. */
    public long bytes(int samples) {
        return kernels.stream().mapToLong(kernel -> kernel.bytes(samples)).sum();
    }

    /** @param role what an argument is; {@link #arguments} has this instead of its name in Java */
    static LayerStep of(LayerCall call, UnaryOperator<String> role) {
        LayerCall.Work work = call.work();
        return new LayerStep(
                call.methodName(),
                call.layer(),
                call.direction(),
                call.indices().stream()
                        .map(offset -> new Index(offset.fixed(), offset.perSample()))
                        .toList(),
                call.argumentNames().stream().map(role).toList(),
                work.launches().stream()
                        .map(launch -> cost(launch, work.graph()))
                        .toList());
    }

    private static KernelCost cost(Launch launch, Graph graph) {
        Node node = launch.node();
        return new KernelCost(
                LayerCost.multiplyAdds(launch),
                bytes(launch, graph, false),
                node.operation().weightPasses(node.operandTypes()),
                bytes(launch, graph, true));
    }

    private static long bytes(Launch launch, Graph graph, boolean batched) {
        Set<Value> values = new HashSet<>(launch.node().reads());
        values.addAll(launch.node().writes());
        return values.stream()
                .filter(value ->
                        value.type().batched() == batched && graph.layouts().containsKey(value))
                .mapToLong(value -> 4L * graph.layout(value).length())
                .sum();
    }
}
