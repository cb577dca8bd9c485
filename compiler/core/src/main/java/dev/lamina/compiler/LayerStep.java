package dev.lamina.compiler;

import dev.lamina.compiler.emit.StepMethod;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Phase;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.tensor.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a network does for one layer in one direction: a private method of its class, for those who measure.
 *
 * @param direction predict, forward or backward
 * @param arguments which of a call's values the method is given: input, outputGradient, into, batch, steps, allSteps
 * @param multiplyAdds products of one sample
 * @param fixedBytes bytes read and written whatever the number of samples, weights for one
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

    static LayerStep of(StepMethod step, String inputName) {
        Launch first = step.launches().get(0);
        long products = step.launches().stream()
                .mapToLong(launch ->
                        launch.node().operation().multiplyAdds(launch.node().operandTypes()))
                .sum();
        Phase phase = first.node().phase();
        boolean predicting = step.graph().name().equals("predict");
        return new LayerStep(
                step.name(),
                first.node().owner().label(),
                predicting ? "predict" : phase == Phase.FORWARD ? "forward" : "backward",
                step.arguments().stream()
                        .map(name -> name.equals(inputName) ? "input" : name)
                        .toList(),
                products,
                bytes(step, false),
                bytes(step, true));
    }

    /** Each value counts once for each kernel that reads or writes it. */
    private static long bytes(StepMethod step, boolean batched) {
        Graph graph = step.graph();
        long floats = 0;
        for (Launch launch : step.launches()) {
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
