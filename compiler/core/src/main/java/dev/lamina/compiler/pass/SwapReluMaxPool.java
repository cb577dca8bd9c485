package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Moves a monotone function f from before a maximum to behind it, because max(f(x)) = f(max(x)), and f and its gradient then work on fewer
 * elements. In the forward direction f must be monotone in float arithmetic. With gradients f must also be a clamp, as relu is. The
 * gradient of the maximum then searches x for y, the result of f, instead of the maximum itself: where the two differ, the gradient is 0.
 */
final class SwapReluMaxPool implements Pass {
    @Override
    public String name() {
        return "swap-relu-maxpool";
    }

    @Override
    public Graph apply(Graph graph, Explanations log) {
        Graph current = graph;
        for (Node function : graph.nodes()) {
            if (function.operation() instanceof Pointwise pointwise && pointwise.monotone()) {
                current = swap(current, function, pointwise, log);
            }
        }
        return current;
    }

    private Graph swap(Graph graph, Node function, Pointwise pointwise, Explanations log) {
        List<Node> readers = readers(graph, function.result());
        Optional<Node> maximum = readers.stream()
                .filter(node -> node.operation().maximumGradient().isPresent())
                .findFirst();
        if (maximum.isEmpty()) {
            return graph;
        }
        String text =
                function.owner().label() + " after " + maximum.get().owner().label();
        Optional<Gradients> gradients = Gradients.of(graph, function, pointwise, maximum.get());
        int expected = gradients.isPresent() ? 3 : 1;
        if (readers.size() == expected && !graph.isRoot(function.result())) {
            log.applied(this, text);
            return rewritten(graph, function, maximum.get(), gradients);
        }
        boolean noClamp = readers.size() == 3 && pointwise.clampGradient().isEmpty();
        log.refused(
                this,
                text,
                noClamp ? "the gradient could go to another element" : function.result() + " has other readers");
        return graph;
    }

    private static List<Node> readers(Graph graph, Value value) {
        return graph.nodes().stream()
                .filter(node -> node.reads().contains(value))
                .toList();
    }

    /** The nodes that compute the gradients of the maximum and of the function before it. Only the second reads the result of the first. */
    private record Gradients(Node ofMaximum, Node ofFunction) {
        static Optional<Gradients> of(Graph graph, Node function, Pointwise pointwise, Node maximum) {
            Optional<Node> ofMaximum = maximum.operation()
                    .maximumGradient()
                    .flatMap(gradient -> nodes(graph, gradient)
                            .filter(node -> node.operand("x").equals(function.result())
                                    && node.operand("y").equals(maximum.result()))
                            .findFirst());
            return ofMaximum.flatMap(inner -> pointwise
                    .clampGradient()
                    .flatMap(gradient -> nodes(graph, gradient)
                            .filter(node -> node.operand("dy").equals(inner.result())
                                    && node.operand("y").equals(function.result())
                                    && readers(graph, inner.result()).size() == 1)
                            .map(node -> new Gradients(inner, node))
                            .findFirst()));
        }

        private static Stream<Node> nodes(Graph graph, Operation operation) {
            return graph.nodes().stream().filter(node -> node.operation().equals(operation));
        }
    }

    private static Graph rewritten(Graph graph, Node function, Node maximum, Optional<Gradients> gradients) {
        int next = graph.nodes().stream()
                        .mapToInt(node -> node.result().number())
                        .max()
                        .orElse(0)
                + 1;
        Value x = function.operand("x");
        Value y = maximum.result();
        Value ofX = new Value(next, y.name() + ".maximum", y.type());
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (node.equals(maximum)) {
                nodes.add(maximum.withOperand("x", x).withResult(ofX));
                nodes.add(function.withOperand("x", ofX).withResult(y));
            } else if (isIn(gradients, Gradients::ofMaximum, node)) {
                Node ofFunction = gradients.orElseThrow().ofFunction();
                Value masked = new Value(next + 1, y.name() + ".masked", y.type());
                nodes.add(ofFunction
                        .withOperand("dy", node.operand("dy"))
                        .withOperand("y", y)
                        .withResult(masked));
                nodes.add(node.withOperand("dy", masked).withOperand("x", x).withResult(ofFunction.result()));
            } else if (!node.equals(function) && !isIn(gradients, Gradients::ofFunction, node)) {
                nodes.add(node);
            }
        }
        return graph.withNodes(nodes);
    }

    private static boolean isIn(Optional<Gradients> gradients, Function<Gradients, Node> which, Node node) {
        return gradients.map(which).filter(node::equals).isPresent();
    }
}
