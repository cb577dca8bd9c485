package dev.lamina.compiler.graph;

import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Value;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A program as a graph: nodes in an order in which they can run. Passes turn one graph into another; the last ones add where each
 * value lies.
 *
 * @param bindings values that live outside the workspace, or must be kept in it
 * @param layouts where each value's elements lie; empty before layouts are chosen
 * @param regions where in the workspace each value lies; empty before buffers are planned
 */
public record Graph(
        String name,
        List<Node> nodes,
        Map<Value, Binding> bindings,
        Map<Value, Layout> layouts,
        Map<Value, Region> regions) {
    public Graph {
        nodes = List.copyOf(nodes);
        bindings = Collections.unmodifiableMap(new LinkedHashMap<>(bindings));
        layouts = Map.copyOf(layouts);
        regions = Map.copyOf(regions);
    }

    public Graph withNodes(List<Node> changed) {
        return new Graph(name, changed, bindings, layouts, regions);
    }

    public Graph withBindings(Map<Value, Binding> changed) {
        return new Graph(name, nodes, changed, layouts, regions);
    }

    public Graph withLayouts(Map<Value, Layout> chosen) {
        return new Graph(name, nodes, bindings, chosen, regions);
    }

    public Graph withRegions(Map<Value, Region> planned) {
        return new Graph(name, nodes, bindings, layouts, planned);
    }

    public Optional<Binding> binding(Value value) {
        return Optional.ofNullable(bindings.get(value));
    }

    public boolean is(Value value, Binding.Kind kind) {
        return binding(value).filter(bound -> bound.kind() == kind).isPresent();
    }

    /** Where the elements of a value lie, once layouts are chosen. */
    public Layout layout(Value value) {
        return Objects.requireNonNull(layouts.get(value), value.name());
    }

    /** Whether somebody outside the graph reads this value. */
    public boolean isRoot(Value value) {
        return binding(value)
                .filter(bound -> switch (bound.kind()) {
                    case RESULT, GRADIENT, KEPT, ALL_PARAMETERS, FINAL_STATE, INITIAL_STATE_GRADIENT -> true;
                    default -> false;
                })
                .isPresent();
    }

    /** How many operands of nodes each value is. */
    public Map<Value, Integer> uses() {
        Map<Value, Integer> uses = new HashMap<>();
        nodes.forEach(node -> node.reads().forEach(value -> uses.merge(value, 1, Integer::sum)));
        return uses;
    }
}
