package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.TooLargeException;
import dev.lamina.compiler.loop.Kernel;
import java.util.ArrayList;
import java.util.List;

/** A graph as calls of kernels. */
public record Program(Graph graph, List<Launch> launches, Peak peak) {
    public Program {
        launches = List.copyOf(launches);
    }

    /**
     * The programs of a model: what a kernel does in one of them, the same kernel does in the others. {@code graphs} are laid out.
     */
    public static List<Program> of(List<Graph> graphs) {
        KernelNames names = new KernelNames();
        List<Kernel> known = new ArrayList<>();
        List<Program> programs = new ArrayList<>();
        for (Graph graph : graphs) {
            List<Launch> launches = new ArrayList<>();
            for (Node node : graph.nodes()) {
                Kernel kernel =
                        TooLargeException.guard(node.owner().label(), () -> KernelLowering.lower(graph, node, ""));
                Kernel shared = known.stream()
                        .filter(each -> named(kernel, each.name()).equals(each))
                        .findFirst()
                        .orElse(null);
                if (shared == null) {
                    shared = named(kernel, names.name(node));
                    known.add(shared);
                }
                launches.add(new Launch(shared, KernelLowering.values(node), node));
            }
            programs.add(new Program(graph, launches, Peak.of(graph.regions().values())));
        }
        return programs;
    }

    private static Kernel named(Kernel kernel, String name) {
        return new Kernel(name, kernel.buffers(), kernel.arguments(), kernel.random(), kernel.body());
    }
}
