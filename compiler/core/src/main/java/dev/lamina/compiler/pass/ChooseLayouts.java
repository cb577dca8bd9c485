package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Binding;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.TooLargeException;
import dev.lamina.compiler.layer.Border;
import dev.lamina.compiler.layer.Layout;
import dev.lamina.compiler.layer.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Decides where the elements of each value lie: as the operation that gives it wishes, with the zeros around it that the ones that
 * take it need.
 *
 * @param parameters where the parameters lie, by name
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
        Map<Value, Border> borders = borders(graph);
        for (Node node : graph.nodes()) {
            if (graph.is(node.result(), Binding.Kind.ALL_PARAMETERS)
                    || graph.is(node.result(), Binding.Kind.GRADIENT)) {
                continue;
            }
            Border border = borders.getOrDefault(node.result(), Border.NONE);
            layouts.put(node.result(), layout(node, border));
            if (!border.equals(Border.NONE)) {
                log.applied(this, node.result() + " lies within zeros: " + border.inWords());
            }
        }
        return graph.withLayouts(layouts);
    }

    private static Layout layout(Node node, Border border) {
        return TooLargeException.guard(
                node.owner().label(), () -> node.operation().layout(node.operandTypes(), border));
    }

    private Layout outside(Value value, Binding binding) {
        return switch (binding.kind()) {
            case PARAMETER, GRADIENT -> Objects.requireNonNull(parameters.get(binding.name()), binding.name());
            default -> Layout.dense(value.type());
        };
    }

    private static Map<Value, Border> borders(Graph graph) {
        Map<Value, Border> borders = new HashMap<>();
        for (Node node : graph.nodes()) {
            for (int i = 0; i < node.operands().size(); i++) {
                borders.merge(node.operands().get(i), node.operation().border(i, node.operandTypes()), Border::and);
            }
        }
        return borders;
    }
}
