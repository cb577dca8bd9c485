package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Fusions;
import dev.lamina.compiler.op.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The gradients of likelihood and log-softmax in one sweep: p - t, without the Jacobian and without an array between them. */
final class FuseSoftmaxCrossEntropy implements Pass {
    @Override
    public String name() {
        return "fuse-softmax-cross-entropy";
    }

    @Override
    public Graph apply(Graph graph, Explanations log) {
        List<Node> nodes = new ArrayList<>(graph.nodes());
        for (Node first : graph.nodes()) {
            for (Node second : graph.nodes()) {
                Optional<Operation> fused = second.operands().contains(first.result())
                        ? Fusions.softmaxCrossEntropy(first.operation(), second.operation())
                        : Optional.empty();
                if (fused.isEmpty()) {
                    continue;
                }
                Node joined = new Node(
                        second.result(),
                        second.extras(),
                        fused.get(),
                        first.operands(),
                        second.fused(),
                        second.owner(),
                        second.role(),
                        second.phase());
                nodes.set(nodes.indexOf(second), joined);
                nodes.remove(first);
                log.applied(this, first.result() + " into " + second.result());
            }
        }
        return graph.withNodes(nodes);
    }
}
