package dev.lamina.compiler;

import dev.lamina.compiler.emit.LayerCost;
import dev.lamina.compiler.emit.LayerMethod;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
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
 * @param kernels the kernels that the method calls
 */
public record LayerStep(
        String method, String label, String direction, List<String> arguments, List<KernelCost> kernels) {
    public LayerStep {
        arguments = List.copyOf(arguments);
        kernels = List.copyOf(kernels);
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
    static LayerStep of(LayerMethod method, UnaryOperator<String> role) {
        LayerMethod.Work work = method.work();
        return new LayerStep(
                method.name(),
                method.layer(),
                method.direction(),
                method.argumentNames().stream().map(role).toList(),
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
