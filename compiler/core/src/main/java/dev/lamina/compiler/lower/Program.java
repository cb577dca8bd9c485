package dev.lamina.compiler.lower;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Peak;
import java.util.ArrayList;
import java.util.List;

/** A graph as calls of kernels. */
public record Program(Graph graph, List<Launch> launches, Peak peak) {
    public Program {
        launches = List.copyOf(launches);
    }

    /**
     * The programs of these graphs, which have layouts. They share kernels: nodes that compute the same have the same one.
     */
    public static List<Program> of(List<Graph> graphs) {
        SharedKernels kernels = new SharedKernels();
        List<List<SharedKernels.Work>> works = graphs.stream()
                .map(graph -> graph.nodes().stream()
                        .map(node -> kernels.add(graph, node))
                        .toList())
                .toList();
        List<Program> programs = new ArrayList<>();
        for (int i = 0; i < graphs.size(); i++) {
            Graph graph = graphs.get(i);
            List<Launch> launches = new ArrayList<>();
            for (int j = 0; j < graph.nodes().size(); j++) {
                Node node = graph.nodes().get(j);
                launches.add(new Launch(kernels.kernel(works.get(i).get(j)), KernelLowering.values(node), node));
            }
            programs.add(new Program(graph, launches, Peak.of(graph.regions().values())));
        }
        return programs;
    }
}
