package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Fused;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.op.Epilogue;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fuses pointwise functions into the operation that computes their first operand, in the forward and in the backward direction. A sum in a
 * register gets its bias and its activation there, and is stored once. Where both operands of a sum or product of two values are computed,
 * either may be the one in the register: so the sum of a residual goes into the convolution before it, and a sum of gradients into the
 * gradient that is computed last.
 *
 * @param epilogue the kind of operation that functions are fused into
 */
record FuseOutward(String name, Epilogue epilogue) implements Pass {
    /**
     * Fuses bias, activation and dropout into products, and in the backward direction the gradients of the last two. Transcendental
     * functions are not fused.
     */
    static final FuseOutward BIAS_ACTIVATION = new FuseOutward("fuse-bias-activation", Epilogue.PRODUCT);

    /** Fuses pointwise functions into pointwise functions. */
    static final FuseOutward ELEMENTWISE = new FuseOutward("fuse-elementwise", Epilogue.POINTWISE);

    /** Fuses pointwise functions into poolings: mostly relu, which {@link SwapReluMaxPool} has moved behind them. */
    static final FuseOutward POOLING = new FuseOutward("fuse-pooling", Epilogue.WINDOW);

    @Override
    public Graph apply(Graph graph, Explanations log) {
        List<Node> nodes = new ArrayList<>(graph.nodes());
        Map<Value, Integer> uses = graph.uses();
        for (Node follower : graph.nodes()) {
            if (follower.operation() instanceof Pointwise function) {
                for (String operand : elements(follower, function)) {
                    if (fused(graph, nodes, uses, follower, operand, log)) {
                        break;
                    }
                }
            }
        }
        return graph.withNodes(nodes);
    }

    /** The operands that may be the element that the function is applied to: the first, or either of a sum or product of two like values. */
    private static List<String> elements(Node follower, Pointwise function) {
        return function.operands().stream()
                .filter(name -> name.equals(function.main())
                        || function.isCommutative()
                                && follower.operand(name)
                                        .type()
                                        .equals(follower.result().type()))
                .toList();
    }

    /** Fuses the function of {@code follower} into the operation that computes this operand; whether it could. */
    private boolean fused(
            Graph graph, List<Node> nodes, Map<Value, Integer> uses, Node follower, String operand, Explanations log) {
        Pointwise function = (Pointwise) follower.operation();
        int place = nodes.indexOf(follower);
        Optional<Node> producer = producer(nodes, follower, operand, place);
        if (producer.isEmpty()) {
            return false;
        }
        String text = function.name() + " of " + follower.result() + " into "
                + producer.get().operation().name() + " of "
                + producer.get().owner().label();
        Optional<String> reason = refusal(graph, producer.get(), function, uses);
        if (reason.isPresent()) {
            log.refused(this, text, reason.get());
            return false;
        }
        nodes.set(place, join(producer.get(), follower, operand));
        nodes.remove(producer.get());
        log.applied(this, text);
        return true;
    }

    private Optional<Node> producer(List<Node> nodes, Node follower, String operand, int end) {
        Value element = follower.operand(operand);
        return nodes.subList(0, end).stream()
                .filter(node -> node.result().equals(element)
                        && node.operation().epilogue() == epilogue
                        && node.phase() == follower.phase())
                .findFirst();
    }

    /** Why the function cannot be fused; empty if it can. */
    private Optional<String> refusal(Graph graph, Node producer, Pointwise function, Map<Value, Integer> uses) {
        if (epilogue != Epilogue.POINTWISE && function.isTranscendental()) {
            return Optional.of("its function is faster on stored rows than on registers");
        }
        if (epilogue != Epilogue.POINTWISE && !function.keepsPadding()) {
            return Optional.of("its function is not 0 at the zeros of padding lanes");
        }
        if (graph.isRoot(producer.result())) {
            return Optional.of("the value between them is asked for");
        }
        int readers = uses.getOrDefault(producer.result(), 0);
        return readers > 1 ? Optional.of("the value between them has " + readers + " readers") : Optional.empty();
    }

    private static Node join(Node producer, Node follower, String operand) {
        Pointwise function = (Pointwise) follower.operation();
        List<Fused> fused = new ArrayList<>(producer.fused());
        List<Value> others = function.operands().stream()
                .filter(name -> !name.equals(operand))
                .map(follower::operand)
                .toList();
        fused.add(new Fused(function, others, follower.owner()));
        fused.addAll(follower.fused());
        return producer.withResult(follower.result()).withFused(fused);
    }
}
