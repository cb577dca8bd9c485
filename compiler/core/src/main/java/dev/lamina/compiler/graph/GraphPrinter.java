package dev.lamina.compiler.graph;

import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Value;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints a graph as text, one line for each node, for dumps and goldens. */
public final class GraphPrinter {
    private GraphPrinter() {}

    public static String print(Graph graph) {
        StringBuilder text = new StringBuilder("graph " + graph.name() + "\n");
        graph.bindings()
                .forEach((value, binding) -> text.append("  ")
                        .append(value)
                        .append(": ")
                        .append(value.type())
                        .append(" is ")
                        .append(binding.kind().name().toLowerCase(Locale.ROOT))
                        .append(binding.name().isEmpty() ? "" : " " + binding.name())
                        .append('\n'));
        @Nullable Phase phase = null;
        for (Node node : graph.nodes()) {
            if (node.phase() != phase) {
                phase = node.phase();
                text.append(phase.name().toLowerCase(Locale.ROOT)).append('\n');
            }
            text.append("  ")
                    .append(node)
                    .append(": ")
                    .append(node.result().type())
                    .append(place(graph, node.result()))
                    .append('\n');
        }
        return text.toString();
    }

    private static String place(Graph graph, Value value) {
        Layout layout = graph.layouts().get(value);
        Region region = graph.regions().get(value);
        return (layout == null ? "" : ", " + layout.length() + " floats")
                + (region == null ? "" : " at " + region.offset());
    }
}
