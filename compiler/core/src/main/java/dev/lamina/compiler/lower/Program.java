package dev.lamina.compiler.lower;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Peak;
import dev.lamina.compiler.ir.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A lowered graph.
 *
 * @param launches a call of a kernel for each node, in the order of the nodes
 * @param peak the size of its workspace
 */
public record Program(Graph graph, List<Launch> launches, Peak peak) {
    /** The program of a network that is never trained. */
    public static final Program EMPTY = new Program(Graph.EMPTY, List.of(), new Peak(0, 0));

    public Program {
        launches = List.copyOf(launches);
    }

    /** Lowers graphs whose layouts are chosen. Nodes that compute the same function share a kernel, also across layers and graphs. */
    public static List<Program> of(List<Graph> graphs) {
        SharedKernels kernels = new SharedKernels();
        List<List<SharedKernels.Key>> keys = graphs.stream()
                .map(graph -> graph.nodes().stream()
                        .map(node -> kernels.add(graph, node))
                        .toList())
                .toList();
        Map<SharedKernels.Key, Kernel> named = kernels.named();
        List<Program> programs = new ArrayList<>();
        for (int i = 0; i < graphs.size(); i++) {
            Graph graph = graphs.get(i);
            List<Launch> launches = new ArrayList<>();
            for (int j = 0; j < graph.nodes().size(); j++) {
                Node node = graph.nodes().get(j);
                Kernel kernel = Objects.requireNonNull(named.get(keys.get(i).get(j)));
                launches.add(new Launch(kernel, KernelLowering.values(node), node));
            }
            programs.add(new Program(graph, launches, Peak.of(graph.regions().values())));
        }
        return programs;
    }
}
