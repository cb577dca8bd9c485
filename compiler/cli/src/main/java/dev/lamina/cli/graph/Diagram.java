package dev.lamina.cli.graph;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.Keyword;
import dev.lamina.compiler.LayerFrame;
import dev.lamina.compiler.LayerGroup;
import dev.lamina.compiler.ModelValue;
import dev.lamina.compiler.Summary;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * The content of a picture of a model: its layers as a tree of frames, and which of them run as one kernel.
 *
 * @param groups the layers in their order, in groups that run as one kernel
 * @param tree the layers that are drawn
 */
record Diagram(Summary summary, List<DrawnGroup> groups, LayerTree tree) {
    /** The class of the style sheet for inputs and outputs. */
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
        private static final String RESIDUAL = "residual";

        String keyword() {
            return row.layer().split("[^A-Za-z0-9_]", 2)[0];
        }

        /** The category that the layer declares, which is the class of its colour in the style sheet. */
        String style() {
            // The sum of a residual is no layer that one can call.
            String keyword = keyword().equals(RESIDUAL) ? "add" : keyword();
            return Keyword.find(keyword).orElseThrow().category();
        }
    }

    /**
     * The diagram of a model.
     *
     * @param fold whether one body of a repeat stands for all, if they are equal
     */
    static Diagram of(CompiledModel model, boolean fold) {
        Summary summary = model.summary();
        Iterator<Summary.Row> rows = summary.rows().iterator();
        List<DrawnGroup> groups = new ArrayList<>();
        for (LayerGroup group : model.layerGroups()) {
            List<DrawnLayer> layers = new ArrayList<>();
            group.layers().forEach(value -> layers.add(new DrawnLayer(rows.next(), value)));
            groups.add(new DrawnGroup(layers, group.idle()));
        }
        return new Diagram(summary, groups, fold ? LayerTree.folded(summary) : LayerTree.unfolded(summary));
    }

    /** All layers in their order. */
    List<DrawnLayer> layers() {
        return groups.stream().flatMap(group -> group.layers().stream()).toList();
    }

    /** The value with a number: negative for an input. */
    ModelValue value(int number) {
        return number < 0
                ? summary.inputs().get(summary.inputs().size() + number)
                : layers().get(number).value();
    }

    /** Whether it has nothing but one chain of layers. */
    boolean isChain() {
        return summary.inputs().size() == 1
                && summary.outputs().size() == 1
                && tree.layers()
                        .allMatch(layer -> layer.row().frames().isEmpty()
                                && tree.taken(layer).isEmpty());
    }

    /** The number of the card of an output. */
    int outputCard(int output) {
        return summary.rows().size() + output;
    }

    /** The parts of the picture: inputs, layers in their frames, outputs. */
    List<PicturePart> parts() {
        List<PicturePart> parts = new ArrayList<>();
        int inputs = summary.inputs().size();
        for (int i = inputs - 1; i >= 0; i--) { // a network begins with the input declared last
            ModelValue input = summary.inputs().get(i);
            parts.add(new PicturePart.Card(i - inputs, END, input.name(), "", "input"));
        }
        parts.addAll(parts(tree.items()));
        boolean single = summary.outputs().size() == 1;
        for (int i = 0; i < summary.outputs().size(); i++) {
            Summary.Output output = summary.outputs().get(i);
            String title = single && !output.loss().isEmpty() ? "loss" : output.name();
            String facts = output.loss().isEmpty() && !title.equals("output") ? "output" : output.loss();
            parts.add(new PicturePart.Card(outputCard(i), END, title, "", facts));
        }
        return parts;
    }

    private List<PicturePart> parts(List<LayerTree.Item> items) {
        List<PicturePart> parts = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof LayerTree.Group group) {
                String style = group.frame().kind().name().toLowerCase(Locale.ROOT);
                parts.add(new PicturePart.Frame(style, title(group), group.bodies(), parts(group.items())));
            } else if (items.get(i) instanceof LayerTree.Layer layer) {
                DrawnGroup kernel = kernel(layer.row());
                if (kernel.isFused() && begins(kernel, items.subList(i, items.size()))) {
                    List<PicturePart> cards = new ArrayList<>();
                    for (int k = 0; k < kernel.layers().size(); k++) {
                        cards.add(card(layer.number() + k, ""));
                    }
                    parts.add(new PicturePart.Frame(PicturePart.Frame.KERNEL, "one kernel", 1, cards));
                    i += cards.size() - 1;
                } else {
                    parts.add(card(layer.number(), within(kernel, layer.row())));
                }
            }
        }
        return parts;
    }

    private static String title(LayerTree.Group group) {
        boolean folded = group.isFolded() && group.frame().kind() == LayerFrame.Kind.REPEAT;
        return group.title() + (folded ? ", equal bodies" : "");
    }

    /** Whether the items begin with all layers of a group: then they have a frame of their own. */
    private static boolean begins(DrawnGroup kernel, List<LayerTree.Item> items) {
        if (kernel.layers().size() > items.size()) {
            return false;
        }
        for (int i = 0; i < kernel.layers().size(); i++) {
            boolean same = items.get(i) instanceof LayerTree.Layer layer
                    && layer.row().equals(kernel.layers().get(i).row());
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private DrawnGroup kernel(Summary.Row row) {
        return groups.stream()
                .filter(group ->
                        group.layers().stream().anyMatch(layer -> layer.row().equals(row)))
                .findFirst()
                .orElseThrow();
    }

    /** What is said of a layer whose kernel computes layers of several frames. */
    private String within(DrawnGroup kernel, Summary.Row row) {
        Summary.Row first = kernel.layers().get(0).row();
        int shown = tree.shown(tree.number(first.label()));
        return first.equals(row) ? "" : "in the kernel of " + row(shown).label();
    }

    private PicturePart.Card card(int number, String kernel) {
        DrawnLayer layer = layers().get(number);
        String facts = layer.row().parameters() == 0 ? kernel : ShortNumbers.of(layer);
        return new PicturePart.Card(
                number, layer.style(), layer.row().label(), layer.row().layer(), facts);
    }

    /** The ways of the values to what takes them, in the order of the layers and of their operands. */
    List<PicturePart.Wire> wires() {
        List<PicturePart.Wire> wires = new ArrayList<>();
        tree.layers()
                .forEach(layer -> layer.row()
                        .takes()
                        .forEach(value -> wires.add(wire(tree.shown(tree.number(value)), layer.number()))));
        for (int i = 0; i < summary.outputs().size(); i++) {
            wires.add(wire(tree.shown(tree.number(summary.outputs().get(i).value())), outputCard(i)));
        }
        return wires;
    }

    private PicturePart.Wire wire(int from, int to) {
        boolean leaves = from < 0 || to >= layers().size() || !kernel(row(from)).equals(kernel(row(to)));
        return new PicturePart.Wire(from, to, isNew(from) || leaves && isChain());
    }

    private Summary.Row row(int layer) {
        return summary.rows().get(layer);
    }

    /** Whether the shape of a value is another one than that of the value which its layer takes. */
    private boolean isNew(int number) {
        return number < 0
                || !value(tree.number(row(number).takes().get(0)))
                        .shape()
                        .equals(value(number).shape());
    }
}
