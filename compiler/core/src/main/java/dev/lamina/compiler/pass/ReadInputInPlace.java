package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Binding;
import dev.lamina.compiler.graph.Fused;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets the first layer read the caller's array itself, without a copy, if the array has the layout that the layer needs. Only for
 * predicting: a training step reads the input again in its backward direction, and the caller may have changed it by then.
 */
final class ReadInputInPlace implements Pass {
    @Override
    public String name() {
        return "read-input-in-place";
    }

    @Override
    public Graph apply(Graph graph, Explanations log) {
        for (Node node : graph.nodes()) {
            Optional<Value> copied =
                    node.operation().copyOf().map(node::operand).filter(value -> graph.is(value, Binding.Kind.INPUT));
            if (copied.isEmpty() || graph.isRoot(node.result())) {
                continue;
            }
            Value given = copied.get();
            if (graph.layout(given).samePlaces(graph.layout(node.result()))) {
                log.applied(this, given.name());
                return replaced(graph, node, given);
            }
            log.refused(this, given.name(), "the first layer needs it laid out another way");
        }
        return graph;
    }

    private static Graph replaced(Graph graph, Node copy, Value given) {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (!node.equals(copy)) {
                nodes.add(node.withOperands(replaced(node.operands(), copy.result(), given))
                        .withFused(node.fused().stream()
                                .map(each -> new Fused(
                                        each.function(), replaced(each.others(), copy.result(), given), each.owner()))
                                .toList()));
            }
        }
        return graph.withNodes(nodes);
    }

    private static List<Value> replaced(List<Value> values, Value old, Value given) {
        return values.stream().map(value -> value.equals(old) ? given : value).toList();
    }
}
