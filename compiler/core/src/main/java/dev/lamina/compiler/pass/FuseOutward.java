package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Fused;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Moves pointwise functions into the operation before them, forward and backward: what a product has in a register is biased and
 * activated there, and stored once.
 *
 * @param role the operations that take functions in
 */
record FuseOutward(String name, Operation.Role role) implements Pass {
    /** Bias, activation, dropout, and the masks of their gradients, into the products of conv and fc. */
    static final FuseOutward BIAS_ACTIVATION = new FuseOutward("fuse-bias-activation", Operation.Role.CONTRACTION);

    /** What follows a pointwise operation into it. */
    static final FuseOutward ELEMENTWISE = new FuseOutward("fuse-elementwise", Operation.Role.POINTWISE);

    /** What follows a maximum into it, relu after {@link SwapReluMaxPool} above all. */
    static final FuseOutward POOLING = new FuseOutward("fuse-pooling", Operation.Role.POOLING);

    @Override
    public Graph apply(Graph graph, Explanations log) {
        List<Node> nodes = new ArrayList<>(graph.nodes());
        Map<Value, Integer> uses = graph.uses();
        for (Node follower : graph.nodes()) {
            int place = nodes.indexOf(follower);
            Optional<Node> root = root(nodes, follower, place);
            if (root.isEmpty()) {
                continue;
            }
            String text = follower.operation().name() + " of " + follower.result() + " into "
                    + root.get().operation().name() + " of "
                    + root.get().owner().label();
            Optional<String> reason = reason(graph, root.get(), follower, uses);
            if (reason.isPresent()) {
                log.refused(this, text, reason.get());
                continue;
            }
            nodes.set(place, join(root.get(), follower));
            nodes.remove(root.get());
            log.applied(this, text);
        }
        return graph.withNodes(nodes);
    }

    private Optional<Node> root(List<Node> nodes, Node follower, int end) {
        if (!(follower.operation() instanceof Pointwise)) {
            return Optional.empty();
        }
        Value first = follower.operands().get(0);
        return nodes.subList(0, end).stream()
                .filter(node -> node.result().equals(first)
                        && node.operation().role() == role
                        && node.phase() == follower.phase())
                .findFirst();
    }

    private static Optional<String> reason(Graph graph, Node root, Node follower, Map<Value, Integer> uses) {
        if (root.operation().role() != Operation.Role.POINTWISE
                && ((Pointwise) follower.operation()).isTranscendental()) {
            return Optional.of("its function is faster on stored rows than on registers");
        }
        if (!root.operation().refusal().isEmpty()) {
            return Optional.of(root.operation().refusal());
        }
        if (graph.isRoot(root.result())) {
            return Optional.of("the value between them is asked for");
        }
        int readers = uses.getOrDefault(root.result(), 0);
        return readers > 1 ? Optional.of("the value between them has " + readers + " readers") : Optional.empty();
    }

    private static Node join(Node root, Node follower) {
        List<Fused> fused = new ArrayList<>(root.fused());
        fused.add(new Fused(
                (Pointwise) follower.operation(),
                follower.operands().subList(1, follower.operands().size()),
                follower.owner()));
        fused.addAll(follower.fused());
        return new Node(
                follower.result(),
                root.extras(),
                root.operation(),
                root.operands(),
                fused,
                root.owner(),
                root.role(),
                root.phase());
    }
}
