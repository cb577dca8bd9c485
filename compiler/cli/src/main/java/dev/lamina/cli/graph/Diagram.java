package dev.lamina.cli.graph;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.Keyword;
import dev.lamina.compiler.LayerGroup;
import dev.lamina.compiler.ModelValue;
import dev.lamina.compiler.Summary;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What there is to draw of a model: its layers in the groups that run as one kernel.
 *
 * @param loss the loss as written; empty if there is none
 */
public record Diagram(String model, ModelValue input, List<Group> groups, String loss, Summary summary) {
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
    record Layer(Summary.Row row, ModelValue value) {
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
        Summary summary = model.summary();
        Iterator<Summary.Row> rows = summary.rows().iterator();
        List<Group> groups = new ArrayList<>();
        for (LayerGroup group : model.layerGroups()) {
            List<Layer> layers = new ArrayList<>();
            group.layers().forEach(value -> layers.add(new Layer(rows.next(), value)));
            groups.add(new Group(layers, group.idle()));
        }
        return new Diagram(summary.model(), model.input(), groups, summary.loss(), summary);
    }
}
