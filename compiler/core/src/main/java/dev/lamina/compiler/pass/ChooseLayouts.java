package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Binding;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.TooLargeException;
import dev.lamina.compiler.op.ExtraResult;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Chooses the layout of each value. The operation that computes the value asks for it; the operations that read the value add their halo.
 *
 * @param parameters the layouts of parameters and of parts of states, by name
 */
record ChooseLayouts(Map<String, Layout> parameters) implements Pass {
    @Override
    public String name() {
        return "choose-layouts";
    }

    @Override
    public Graph apply(Graph graph, Explanations log) {
        Map<Value, Layout> layouts = new HashMap<>();
        graph.bindings().forEach((value, binding) -> layouts.put(value, boundLayout(value, binding)));
        Map<Value, Halo> halos = halos(graph);
        for (Node node : graph.nodes()) {
            for (ExtraResult extra : node.operation().extras(node.operandTypes())) {
                layouts.put(node.extra(extra.name()), extra.layout());
            }
            if (hasGivenLayout(graph, node.result())) {
                continue;
            }
            Halo halo = halos.getOrDefault(node.result(), Halo.NONE);
            layouts.put(node.result(), layout(node, halo));
            if (!halo.equals(Halo.NONE)) {
                log.applied(this, node.result() + " lies within zeros: " + halo.inWords());
            }
        }
        return graph.withLayouts(layouts);
    }

    /** Whether the value is in an array whose layout is given. */
    private static boolean hasGivenLayout(Graph graph, Value value) {
        return graph.binding(value)
                .filter(binding -> switch (binding.kind()) {
                    case ALL_PARAMETERS, STATISTIC, GRADIENT, FINAL_STATE, INITIAL_STATE_GRADIENT -> true;
                    default -> false;
                })
                .isPresent();
    }

    private static Layout layout(Node node, Halo halo) {
        return TooLargeException.guard(
                node.owner().label(), () -> node.operation().layout(node.operandTypes(), halo));
    }

    private Layout boundLayout(Value value, Binding binding) {
        return switch (binding.kind()) {
            case PARAMETER,
                    STATISTIC,
                    GRADIENT,
                    INITIAL_STATE,
                    FINAL_STATE,
                    INITIAL_STATE_GRADIENT,
                    FINAL_STATE_GRADIENT -> Objects.requireNonNull(parameters.get(binding.name()), binding.name());
            case SINUSOIDS -> Layout.lanesLast(value.type(), Halo.NONE, true);
            default -> Layout.dense(value.type());
        };
    }

    private static Map<Value, Halo> halos(Graph graph) {
        Map<Value, Halo> halos = new HashMap<>();
        for (Node node : graph.nodes()) {
            for (String name : node.operation().operands()) {
                halos.merge(node.operand(name), node.operation().halo(name, node.operandTypes()), Halo::and);
            }
        }
        return halos;
    }
}
