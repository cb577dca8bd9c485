package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Removes nodes whose results are never read: above all those of the gradient of the input, unless that is requested. */
final class RemoveDeadNodes implements Pass {
    @Override
    public String name() {
        return "remove-dead-nodes";
    }

    @Override
    public Graph apply(Graph graph, Explanations log) {
        Set<Value> needed = new HashSet<>();
        Deque<Node> alive = new ArrayDeque<>();
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (graph.isRoot(node.result()) || node.writes().stream().anyMatch(needed::contains)) {
                alive.addFirst(node);
                needed.addAll(node.reads());
            } else {
                log.applied(this, node.result() + " is never read");
            }
        }
        return graph.withNodes(List.copyOf(alive));
    }
}
