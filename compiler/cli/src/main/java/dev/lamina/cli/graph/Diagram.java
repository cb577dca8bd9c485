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
 * The content of a picture of a model: its layers, in groups that run as one kernel.
 *
 * @param loss the loss as written; empty if there is none
 */
record Diagram(String model, ModelValue input, List<DrawnGroup> groups, String loss, Summary summary) {
    /** The class of the style sheet for the input and the loss. */
    static final String END = "end";

    public Diagram {
        groups = List.copyOf(groups);
    }

    /**
     * Layers that run as one kernel.
     *
     * @param idle whether a prediction runs no kernel for it
     */
    record DrawnGroup(List<DrawnLayer> layers, boolean idle) {
        public DrawnGroup {
            layers = List.copyOf(layers);
        }

        boolean isFused() {
            return layers.size() > 1;
        }
    }

    /** A layer, with the shape it gives. */
    record DrawnLayer(Summary.Row row, ModelValue value) {
        String keyword() {
            return row.layer().split("[^A-Za-z0-9_]", 2)[0];
        }

        /** The category that the layer declares, which is the class of its colour in the style sheet. */
        String style() {
            return Keyword.find(keyword()).orElseThrow().category();
        }
    }

    /** The diagram of a model. */
    static Diagram of(CompiledModel model) {
        Summary summary = model.summary();
        Iterator<Summary.Row> rows = summary.rows().iterator();
        List<DrawnGroup> groups = new ArrayList<>();
        for (LayerGroup group : model.layerGroups()) {
            List<DrawnLayer> layers = new ArrayList<>();
            group.layers().forEach(value -> layers.add(new DrawnLayer(rows.next(), value)));
            groups.add(new DrawnGroup(layers, group.idle()));
        }
        return new Diagram(summary.model(), model.input(), groups, summary.loss(), summary);
    }
}
