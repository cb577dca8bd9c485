package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Fusions;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * relu, then maximum, becomes maximum, then relu: the same numbers, for relu is monotone, but relu and its gradient work on the small
 * side. In the gradient the maximum after relu serves as the maximum before it: where they differ, it is 0, and so is the gradient.
 */
final class SwapReluMaxPool implements Pass {
    @Override
    public String name() {
        return "swap-relu-maxpool";
    }

    @Override
    public Graph apply(Graph graph, Explanations log) {
        Graph current = graph;
        for (Node relu : graph.nodes()) {
            if (Fusions.isRelu(relu.operation())) {
                current = swap(current, relu, log);
            }
        }
        return current;
    }

    private Graph swap(Graph graph, Node relu, Explanations log) {
        List<Node> readers = graph.nodes().stream()
                .filter(node -> node.reads().contains(relu.result()))
                .toList();
        Optional<Node> pool = find(readers, Operation.Role.POOLING);
        if (pool.isEmpty()) {
            return graph;
        }
        Optional<Node> poolGradient = find(readers, Operation.Role.POOLING_GRADIENT);
        Optional<Node> reluGradient = readers.stream()
                .filter(node -> Fusions.isReluGradient(node.operation()))
                .findFirst();
        int expected = 1 + (poolGradient.isPresent() ? 1 : 0) + (reluGradient.isPresent() ? 1 : 0);
        String text = relu.owner().label() + " after " + pool.get().owner().label();
        if (readers.size() != expected || poolGradient.isPresent() != reluGradient.isPresent()) {
            log.refused(this, text, relu.result() + " has other readers");
            return graph;
        }
        log.applied(this, text);
        return rewrite(graph, relu, pool.get(), poolGradient, reluGradient);
    }

    private static Optional<Node> find(List<Node> nodes, Operation.Role role) {
        return nodes.stream().filter(node -> node.operation().role() == role).findFirst();
    }

    private static Graph rewrite(
            Graph graph, Node relu, Node pool, Optional<Node> poolGradient, Optional<Node> reluGradient) {
        int next = graph.nodes().stream()
                        .mapToInt(node -> node.result().number())
                        .max()
                        .orElse(0)
                + 1;
        Value z = relu.operands().get(0);
        Value maximum =
                new Value(next, pool.result().name() + ".maximum", pool.result().type());
        Value masked = new Value(
                next + 1, pool.result().name() + ".masked", pool.result().type());
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (node.equals(pool)) {
                nodes.add(with(pool, maximum, List.of(z)));
                nodes.add(with(relu, pool.result(), List.of(maximum)));
            } else if (poolGradient.isPresent() && node.equals(poolGradient.get())) {
                Node gradient = reluGradient.orElseThrow();
                Value dp = node.operands().get(0);
                nodes.add(with(gradient, masked, List.of(dp, pool.result())));
                nodes.add(with(node, gradient.result(), List.of(masked, z, pool.result())));
            } else if (!node.equals(relu) && !node.equals(reluGradient.orElse(relu))) {
                nodes.add(node);
            }
        }
        return graph.withNodes(nodes);
    }

    private static Node with(Node node, Value result, List<Value> operands) {
        return new Node(
                result,
                node.extras(),
                node.operation(),
                operands,
                node.fused(),
                node.owner(),
                node.role(),
                node.phase());
    }
}
