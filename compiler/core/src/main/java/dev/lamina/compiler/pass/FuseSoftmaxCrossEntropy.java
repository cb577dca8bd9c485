package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Merges an operation with the one that computes its operand, if {@link Operation#mergedWith} offers a single operation for both. The
 * gradient of log-softmax offers one for itself and the gradient of the likelihood: together they are p - t, without a Jacobian and without
 * an array between the two.
 */
final class FuseSoftmaxCrossEntropy implements Pass {
    @Override
    public String name() {
        return "fuse-softmax-cross-entropy";
    }

    @Override
    public Graph apply(Graph graph, Explanations log) {
        List<Node> nodes = new ArrayList<>(graph.nodes());
        Map<Value, Node> producers = new HashMap<>();
        nodes.forEach(node -> producers.put(node.result(), node));
        for (Node second : graph.nodes()) {
            for (String operand : second.operation().operands()) {
                Optional<Node> first = Optional.ofNullable(producers.get(second.operand(operand)));
                Optional<Node> merged = first.flatMap(each -> merged(graph, each, second, operand));
                if (merged.isPresent()) {
                    nodes.set(nodes.indexOf(second), merged.get());
                    nodes.remove(first.get());
                    producers.remove(first.get().result());
                    producers.put(second.result(), merged.get());
                    log.applied(this, first.get().result() + " into " + second.result());
                    break;
                }
            }
        }
        return graph.withNodes(nodes);
    }

    /** One node for both, if there is one operation for both and no other node reads the value between the two. */
    private static Optional<Node> merged(Graph graph, Node first, Node second, String operand) {
        Optional<Operation> merged = second.operation().mergedWith(first.operation(), operand);
        if (merged.isEmpty() || graph.isRoot(first.result()) || graph.uses().getOrDefault(first.result(), 0) > 1) {
            return Optional.empty();
        }
        Map<String, Value> operands = new HashMap<>();
        second.operation().operands().forEach(name -> operands.put(name, second.operand(name)));
        for (String name : first.operation().operands()) {
            Value before = operands.put(name, first.operand(name));
            if (before != null && !before.equals(first.operand(name))) {
                return Optional.empty();
            }
        }
        return Optional.of(second.with(
                merged.get(),
                merged.get().operands().stream().map(operands::get).toList()));
    }
}
