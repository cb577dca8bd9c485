package dev.lamina.compiler.graph;

import dev.lamina.compiler.op.ExtraResult;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Checks that a graph is valid. It runs after each pass, and its message names that pass. */
public final class GraphVerifier {
    private final Graph graph;
    private final String after;

    private GraphVerifier(Graph graph, String after) {
        this.graph = graph;
        this.after = after;
    }

    /**
     * Checks a graph; throws an exception if it is not valid.
     *
     * @param after the name of the pass that returned the graph
     */
    public static void verify(Graph graph, String after) {
        GraphVerifier verifier = new GraphVerifier(graph, after);
        verifier.order();
        if (!graph.regions().isEmpty()) {
            MemoryVerifier.verify(graph, verifier::check);
        }
    }

    private void order() {
        Set<Value> known = new HashSet<>();
        graph.bindings().forEach((value, binding) -> {
            if (isExternal(binding)) {
                known.add(value);
            }
        });
        Phase phase = Phase.FORWARD;
        for (Node node : graph.nodes()) {
            check(node.phase().compareTo(phase) >= 0, node + " runs in an earlier phase than the node before it");
            phase = node.phase();
            for (Value value : node.reads()) {
                check(known.contains(value), node + " reads " + value + " before it is written");
            }
            names(node);
            types(node);
            known.addAll(node.extras());
            boolean first = known.add(node.result());
            check(first || isOverwritten(node), node.result() + " is written twice");
        }
    }

    /** Whether a node changes a value from outside the graph, which it reads. */
    private boolean isOverwritten(Node node) {
        boolean mayBe =
                graph.is(node.result(), Binding.Kind.ALL_PARAMETERS) || graph.is(node.result(), Binding.Kind.STATISTIC);
        return mayBe && node.operands().contains(node.result());
    }

    private static boolean isExternal(Binding binding) {
        return switch (binding.kind()) {
            case RESULT, GRADIENT, KEPT, FINAL_STATE, INITIAL_STATE_GRADIENT -> false;
            default -> true;
        };
    }

    /** Checks that a node has one operand and one result for each name that its operation declares. */
    private void names(Node node) {
        names(node, "operands", node.operation().operands(), node.operands());
        List<String> results = node.operation().extras(node.operandTypes()).stream()
                .map(ExtraResult::name)
                .toList();
        names(node, "further results", results, node.extras());
    }

    private void names(Node node, String what, List<String> names, List<Value> values) {
        check(names.size() == values.size(), node + " has " + values.size() + " " + what + ", but names for " + names);
        check(Set.copyOf(names).size() == names.size(), node + " has two " + what + " of one name: " + names);
    }

    private void types(Node node) {
        TensorType type = node.operation().type(node.operandTypes());
        for (Fused fused : node.fused()) {
            List<TensorType> types = Stream.concat(
                            Stream.of(type), fused.others().stream().map(Value::type))
                    .toList();
            type = fused.function().type(new Operands<>(fused.function().operands(), types));
        }
        check(
                type.equals(node.result().type()),
                node + " gives " + type + ", not " + node.result().type());
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("after " + after + ", in graph " + graph.name() + ": " + what);
        }
    }
}
