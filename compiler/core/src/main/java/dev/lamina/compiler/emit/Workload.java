package dev.lamina.compiler.emit;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/**
 * The estimated work of a call, in multiply-adds. It decides whether the call is worth handing over to other threads.
 *
 * @param perSample the work for each sample, at the full number of time steps
 * @param once the work that does not depend on the number of samples
 */
record Workload(long perSample, long once) {
    /** To read or write a float in a cache takes about as long as this many multiply-adds. */
    private static final int FLOAT = 2;

    static Workload of(Graph graph, List<Launch> launches) {
        long perSample = 0;
        long once = 0;
        for (Launch launch : launches) {
            perSample += LayerCost.multiplyAdds(launch);
            for (Value value : launch.values()) {
                if (value.type().batched()) {
                    perSample += FLOAT * floats(graph, value);
                } else if (LayerCost.multiplyAdds(launch) == 0) { // else a product reads it, which is counted
                    once += FLOAT * floats(graph, value);
                }
            }
        }
        return new Workload(perSample, once);
    }

    private static long floats(Graph graph, Value value) {
        return graph.layouts().containsKey(value)
                ? graph.layout(value).length()
                : value.type().size();
    }
}
