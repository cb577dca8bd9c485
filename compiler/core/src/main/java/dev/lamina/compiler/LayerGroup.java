package dev.lamina.compiler;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Neighbouring layers that a prediction computes in one kernel.
 *
 * @param layers what these layers give, by label
 * @param idle whether there is nothing to compute when predicting, as for {@code dropout}
 */
public record LayerGroup(List<ModelValue> layers, boolean idle) {
    public LayerGroup {
        layers = List.copyOf(layers);
    }

    /** Whether it has several layers. */
    public boolean isFused() {
        return layers.size() > 1;
    }

    /** Groups layers by the nodes that compute them. */
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

    /** The label of the layer whose kernel computes a layer: its own, or that of the layer it was fused into; empty if nothing is computed. */
    private static Optional<String> host(String label, List<Node> nodes) {
        boolean own = nodes.stream().anyMatch(node -> node.owner().label().equals(label));
        return own
                ? Optional.of(label)
                : nodes.stream()
                        .filter(node -> node.owners().stream().map(Owner::label).anyMatch(label::equals))
                        .map(node -> node.owner().label())
                        .findFirst();
    }
}
