package dev.lamina.compiler.emit;

import dev.lamina.compiler.graph.Binding;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Phase;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.lower.Launch;
import java.util.List;
import java.util.Set;

/**
 * Decides how many samples of a prediction go through all layers before the next ones do. Their values then stay in the second-level cache from
 * layer to layer; on the other hand, each block reads all weights again.
 */
final class SampleBlocks {
    /** What the values of a block may take. Every processor for servers of the last ten years has a second-level cache of at least this size. */
    private static final int CACHE_FLOATS = 256 * 1024 / Float.BYTES;

    /** If more samples fit, the values of a call rarely leave the cache. */
    private static final int MOST_SAMPLES = 16;

    private static final Set<Symbol> SIZES = Set.of(Symbol.FROM, Symbol.TO);

    private SampleBlocks() {}

    /** The samples of a block; 0 if all samples of a call go through a layer before the next one. */
    static int size(ScheduledPrograms programs, CallPlan call, boolean vector) {
        List<Launch> launches = programs.predicting().launches().stream()
                .filter(launch -> launch.node().phase() == Phase.FORWARD)
                .toList();
        int perSample = programs.predicting().peak().sampleFloats();
        if (!vector // plain Java packs weights anew for each block
                || perSample == 0
                || call.sequences().hasLength()
                || call.sequences().hasStates()
                || !launches.stream().map(programs::kernel).allMatch(SampleBlocks::takesAnySamples)) {
            return 0;
        }
        int size = Math.max(1, CACHE_FLOATS / perSample);
        Graph graph = programs.predicting().graph();
        return size <= MOST_SAMPLES && weights(graph, launches) < size * values(graph, launches) ? size : 0;
    }

    /** Whether the samples that a kernel computes are its arguments, and nothing else about the call is. */
    private static boolean takesAnySamples(Kernel kernel) {
        return SIZES.containsAll(kernel.callSizes()) && kernel.lengths().isEmpty();
    }

    /** The floats of all parameters that the launches read. */
    private static long weights(Graph graph, List<Launch> launches) {
        return launches.stream()
                .flatMap(launch -> launch.values().stream())
                .filter(value -> graph.is(value, Binding.Kind.PARAMETER))
                .distinct()
                .mapToLong(value -> value.type().size())
                .sum();
    }

    /** The floats of one sample that the launches read and write. */
    private static long values(Graph graph, List<Launch> launches) {
        return launches.stream()
                .flatMap(launch -> launch.values().stream())
                .filter(value ->
                        graph.regions().containsKey(value) && value.type().batched())
                .mapToLong(value -> graph.layout(value).length())
                .sum();
    }
}
