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
 * A program as a graph: nodes in an order in which they can run. A pass turns one graph into another.
 *
 * @param bindings the values that lie outside the workspace, or that must stay in it to the end
 * @param layouts the layout of each value; empty before a pass chooses layouts
 * @param regions the place of each value in the workspace; empty before a pass plans the memory
 */
public record Graph(
        String name,
        List<Node> nodes,
        Map<Value, Binding> bindings,
        Map<Value, Layout> layouts,
        Map<Value, Region> regions) {
    /** A graph that computes nothing. */
    public static final Graph EMPTY = new Graph("empty", List.of(), Map.of(), Map.of(), Map.of());

    public Graph {
        nodes = List.copyOf(nodes);
        bindings = Collections.unmodifiableMap(new LinkedHashMap<>(bindings));
        layouts = Map.copyOf(layouts);
        regions = Map.copyOf(regions);
    }

    public Graph withNodes(List<Node> changed) {
        return new Graph(name, changed, bindings, layouts, regions);
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

    /** Whether a node of the forward or the backward direction reads nothing but parameters: its results change with these alone. */
    public boolean isDerived(Node node) {
        return (node.phase() == Phase.FORWARD || node.phase() == Phase.BACKWARD)
                && !node.reads().isEmpty()
                && node.reads().stream().allMatch(value -> is(value, Binding.Kind.PARAMETER))
                && node.writes().stream().noneMatch(bindings::containsKey);
    }

    /** The layout of a value. The layouts must have been chosen. */
    public Layout layout(Value value) {
        return Objects.requireNonNull(layouts.get(value), value.name());
    }

    /** Whether the caller, or a later step, reads this value. Such a value is never dead. */
    public boolean isRoot(Value value) {
        return binding(value)
                .filter(bound -> switch (bound.kind()) {
                    case RESULT, GRADIENT, KEPT, STATISTIC, ALL_PARAMETERS, FINAL_STATE, INITIAL_STATE_GRADIENT -> true;
                    default -> false;
                })
                .isPresent();
    }

    /** How many times nodes read each value. */
    public Map<Value, Integer> uses() {
        Map<Value, Integer> uses = new HashMap<>();
        nodes.forEach(node -> node.reads().forEach(value -> uses.merge(value, 1, Integer::sum)));
        return uses;
    }
}
