package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Fused;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.op.Epilogue;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
     * The most operations of all functions in a product. They are written for each of up to ten sums of a tile, and take some 20 bytes each: with
     * the gradient of `gelu`, tiles had up to 9,500 bytes, and HotSpot compiles no method of more than 8,000.
     */
    private static final int MOST_OPERATIONS = 24;

    /** The most operations in other kernels, which have one copy of them for vectors and perhaps one for single floats. */
    private static final int MOST_OPERATIONS_OF_LOOPS = 120;

    /**
     * The most values that a kernel reads and writes. A value takes two arguments of a Java method, which has at most 255; and x86 has 16
     * registers for addresses, so kernels with more values than this were no faster than two kernels.
     */
    private static final int MOST_VALUES = 40;

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
                fuse(graph, nodes, uses, follower, function, log);
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

    /** Fuses the function of {@code follower} into the first operation that takes it; reports why none does if there are some. */
    private void fuse(
            Graph graph,
            List<Node> nodes,
            Map<Value, Integer> uses,
            Node follower,
            Pointwise function,
            Explanations log) {
        int place = nodes.indexOf(follower);
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String operand : elements(follower, function)) {
            Optional<Node> producer = producer(nodes, follower, operand, place);
            if (producer.isPresent()) {
                String text = text(function, follower, producer.get());
                Node joined = join(producer.get(), follower, operand);
                Optional<String> reason =
                        refusal(graph, producer.get(), function, uses).or(() -> tooLong(joined));
                if (reason.isEmpty()) {
                    nodes.set(place, joined);
                    nodes.remove(producer.get());
                    log.applied(this, text);
                    return;
                }
                reasons.put(text, reason.get());
            }
        }
        reasons.forEach((text, reason) -> log.refused(this, text, reason));
    }

    private static String text(Pointwise function, Node follower, Node producer) {
        return function.name() + " of " + follower.result() + " into "
                + producer.operation().name() + " of " + producer.owner().label();
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

    /** Why the kernel of a node would be longer than Java or HotSpot's compiler allows; empty if it is not. */
    private Optional<String> tooLong(Node joined) {
        int operations = joined.fused().stream()
                .mapToInt(fused -> fused.function().operations())
                .sum();
        if (epilogue == Epilogue.PRODUCT && operations > MOST_OPERATIONS) {
            return Optional.of("its function is too long to be written for each sum of a tile");
        }
        if (operations > MOST_OPERATIONS_OF_LOOPS) {
            return Optional.of("the kernel would have more than " + MOST_OPERATIONS_OF_LOOPS + " operations");
        }
        Set<Value> values = new HashSet<>(joined.reads());
        values.addAll(joined.writes());
        return values.size() > MOST_VALUES
                ? Optional.of("the kernel would have more than " + MOST_VALUES + " values")
                : Optional.empty();
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
