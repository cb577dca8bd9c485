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
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Decides where the elements of each value lie: as the operation that gives it wishes, with the zeros around it that the ones that
 * take it need.
 *
 * @param parameters where the parameters and the parts of states lie, by name
 */
record ChooseLayouts(Map<String, Layout> parameters) implements Pass {
    @Override
    public String name() {
        return "choose-layouts";
    }

    @Override
    public Graph apply(Graph graph, Explanations log) {
        Map<Value, Layout> layouts = new HashMap<>();
        graph.bindings().forEach((value, binding) -> layouts.put(value, outside(value, binding)));
        Map<Value, Halo> borders = borders(graph);
        for (Node node : graph.nodes()) {
            List<ExtraResult> extras = node.operation().extras(node.operandTypes());
            for (int i = 0; i < extras.size(); i++) {
                layouts.put(node.extras().get(i), extras.get(i).layout());
            }
            if (hasPlace(graph, node.result())) {
                continue;
            }
            Halo border = borders.getOrDefault(node.result(), Halo.NONE);
            layouts.put(node.result(), layout(node, border));
            if (!border.equals(Halo.NONE)) {
                log.applied(this, node.result() + " lies within zeros: " + border.inWords());
            }
        }
        return graph.withLayouts(layouts);
    }

    /** Whether the value lies in an array that is laid out already. */
    private static boolean hasPlace(Graph graph, Value value) {
        return graph.binding(value)
                .filter(binding -> switch (binding.kind()) {
                    case ALL_PARAMETERS, GRADIENT, FINAL_STATE, INITIAL_STATE_GRADIENT -> true;
                    default -> false;
                })
                .isPresent();
    }

    private static Layout layout(Node node, Halo border) {
        return TooLargeException.guard(
                node.owner().label(), () -> node.operation().layout(node.operandTypes(), border));
    }

    private Layout outside(Value value, Binding binding) {
        return switch (binding.kind()) {
            case PARAMETER, GRADIENT, INITIAL_STATE, FINAL_STATE, INITIAL_STATE_GRADIENT, FINAL_STATE_GRADIENT ->
                Objects.requireNonNull(parameters.get(binding.name()), binding.name());
            default -> Layout.dense(value.type());
        };
    }

    private static Map<Value, Halo> borders(Graph graph) {
        Map<Value, Halo> borders = new HashMap<>();
        for (Node node : graph.nodes()) {
            for (int i = 0; i < node.operands().size(); i++) {
                borders.merge(node.operands().get(i), node.operation().border(i, node.operandTypes()), Halo::and);
            }
        }
        return borders;
    }
}
