package dev.lamina.cli.graph;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.Keyword;
import dev.lamina.compiler.Summary;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * What there is to draw of a model: its layers in the groups that run as one kernel.
 *
 * @param input the input's name
 * @param loss the loss as written; empty if there is none
 */
public record Diagram(String model, String input, Shape inputShape, List<Group> groups, String loss, Summary summary) {
    /** The class of the style sheet for the input and the loss. */
    static final String END = "end";

    public Diagram {
        groups = List.copyOf(groups);
    }

    /**
     * Layers that run as one kernel.
     *
     * @param idle whether there is nothing to do for it when predicting
     */
    public record Group(List<Layer> layers, boolean idle) {
        public Group {
            layers = List.copyOf(layers);
        }

        boolean isFused() {
            return layers.size() > 1;
        }
    }

    /** A layer, with the shape it gives. */
    record Layer(Summary.Row row, Shape shape) {
        String keyword() {
            return row.layer().split("[^A-Za-z0-9_]", 2)[0];
        }

        /** The class of the style sheet that has its colour: the category that the layer declares. */
        String style() {
            return Keyword.find(keyword()).orElseThrow().category();
        }
    }

    /** The diagram of a model. */
    public static Diagram of(CompiledModel model) {
        List<Node> nodes = model.programs().get(0).graph().nodes();
        Summary summary = model.summary();
        List<Group> groups = new ArrayList<>();
        List<Layer> waiting = new ArrayList<>();
        for (int i = 0; i < summary.rows().size(); i++) {
            Layer layer = new Layer(summary.rows().get(i), model.layerShapes().get(i));
            boolean runs = nodes.stream()
                    .anyMatch(node -> node.owner().label().equals(layer.row().label()));
            if (runs) {
                waiting.add(layer);
                groups.add(new Group(waiting, false));
                waiting = new ArrayList<>();
            } else if (!groups.isEmpty() && hasFused(nodes, groups.get(groups.size() - 1), layer)) {
                Group last = groups.remove(groups.size() - 1);
                List<Layer> more = new ArrayList<>(last.layers());
                more.add(layer);
                groups.add(new Group(more, false));
            } else if (i + 1 < summary.rows().size()
                    && isFused(nodes, summary.rows().get(i + 1).label(), layer)) {
                waiting.add(layer);
            } else {
                groups.add(new Group(List.of(layer), true));
            }
        }
        return new Diagram(summary.model(), model.inputName(), model.inputShape(), groups, summary.loss(), summary);
    }

    private static boolean hasFused(List<Node> nodes, Group group, Layer layer) {
        return group.layers().stream()
                .anyMatch(each -> isFused(nodes, each.row().label(), layer));
    }

    /** Whether what a layer computes is among the functions at the end of another one's kernels. */
    private static boolean isFused(List<Node> nodes, String label, Layer layer) {
        return nodes.stream()
                .filter(node -> node.owner().label().equals(label))
                .flatMap(node -> node.fused().stream())
                .anyMatch(fused -> fused.function().name().equals(layer.keyword()));
    }
}
