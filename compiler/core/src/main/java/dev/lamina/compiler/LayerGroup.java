package dev.lamina.compiler;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Neighbouring layers that a prediction computes in one kernel.
 *
 * @param layers the results of these layers; each has the label of its layer as its name
 * @param idle whether a prediction computes nothing for this layer, such as {@code dropout}
 */
public record LayerGroup(List<ModelValue> layers, boolean idle) {
    public LayerGroup {
        layers = List.copyOf(layers);
    }

    /** Whether it has several layers. */
    public boolean isFused() {
        return layers.size() > 1;
    }

    /** Groups neighbouring layers that the same node computes. */
    static List<LayerGroup> of(List<ModelValue> layers, List<Node> nodes) {
        List<LayerGroup> groups = new ArrayList<>();
        Optional<String> last = Optional.empty();
        for (ModelValue layer : layers) {
            Optional<String> host = host(layer.name(), nodes);
            List<ModelValue> members = new ArrayList<>();
            if (host.isPresent() && host.equals(last)) {
                members.addAll(groups.remove(groups.size() - 1).layers());
            }
            members.add(layer);
            groups.add(new LayerGroup(members, host.isEmpty()));
            last = host;
        }
        return groups;
    }

    /**
     * The label of the layer whose kernel computes this layer: that of the layer it is fused into, or its own; empty if no kernel does. A
     * layer that is fused may have nodes of its own too, as batchnorm has, which prepare what the fused function reads.
     */
    private static Optional<String> host(String label, List<Node> nodes) {
        Predicate<Node> own = node -> node.owner().label().equals(label);
        return nodes.stream()
                .filter(own.negate())
                .filter(node -> node.owners().stream().map(Owner::label).anyMatch(label::equals))
                .map(node -> node.owner().label())
                .findFirst()
                .or(() -> nodes.stream().anyMatch(own) ? Optional.of(label) : Optional.empty());
    }
}
