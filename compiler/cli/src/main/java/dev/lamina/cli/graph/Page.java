package dev.lamina.cli.graph;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.Summary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An HTML page with the picture, the layers, the memory and the training of a model; one file without links to others. */
public final class Page {

    private final Markup out = new Markup();
    private final CompiledModel model;
    private final Diagram diagram;
    private final Summary summary;
    private final Map<String, String> styles = new HashMap<>();

    private Page(CompiledModel model, boolean fold) {
        this.model = model;
        this.diagram = Diagram.of(model, fold);
        this.summary = model.summary();
        summary.inputs().forEach(input -> styles.put(input.name(), Diagram.END));
        diagram.groups()
                .forEach(group ->
                        group.layers().forEach(layer -> styles.put(layer.row().label(), layer.style())));
    }

    /**
     * The page as text.
     *
     * @param fold whether one body of a repeat stands for all, if they are equal
     */
    public static String html(CompiledModel model, Optional<TrainingLog> log, boolean fold) {
        Page page = new Page(model, fold);
        page.write(log);
        return "<!DOCTYPE html>\n" + page.out + "\n";
    }

    private void write(Optional<TrainingLog> log) {
        out.open("html", "lang", "en").open("head");
        out.open("meta", "charset", "utf-8").close();
        out.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .close();
        out.leaf("title", summary.model() + " · Lamina")
                .leaf("style", StyleSheet.PAGE)
                .close();
        out.open("body");
        head();
        out.open("main").open("section", "class", "picture");
        out.include(NetworkPicture.draw(diagram)).close();
        out.open("div", "class", "facts-column");
        layers();
        memory();
        log.ifPresent(this::curves);
        out.close().close().close().close();
    }

    private void head() {
        out.open("header").leaf("h1", summary.model());
        out.leaf("p", summary.input() + (summary.loss().isEmpty() ? "" : ", loss " + summary.loss()), "class", "input");
        out.open("dl");
        tile(
                "parameters",
                ShortNumbers.shortened(summary.parameters()),
                String.format(Locale.ROOT, "%,d", summary.parameters()));
        tile("weights", ShortNumbers.bytes(4 * summary.parameters()), "as float32");
        tile(
                "multiply-adds",
                ShortNumbers.shortened(summary.multiplyAdds()),
                String.format(Locale.ROOT, "%,d for one sample", summary.multiplyAdds()));
        tile("memory to predict", ShortNumbers.bytes(summary.predictBytes()), "one sample");
        tile("memory to train", ShortNumbers.bytes(summary.trainBytes()), "one sample");
        out.close().close();
    }

    private void tile(String name, String figure, String note) {
        out.open("div").leaf("dt", name).leaf("dd", figure).leaf("small", note).close();
    }

    private void layers() {
        out.open("section").leaf("h2", "Layers").open("div", "class", "wide").open("table");
        out.open("thead").open("tr");
        for (String name : List.of("layer", "", "gives")) {
            out.leaf("th", name);
        }
        for (String name : List.of("parameters", "multiply-adds", "output")) {
            out.leaf("th", name, "class", "number");
        }
        out.close().close().open("tbody");
        long most =
                summary.rows().stream().mapToLong(Summary.Row::parameters).max().orElse(0);
        long mostWork = summary.rows().stream()
                .mapToLong(Summary.Row::multiplyAdds)
                .max()
                .orElse(0);
        rows(diagram.tree().items(), 0, most, mostWork);
        out.close().close().close().close();
    }

    private void rows(List<LayerTree.Item> items, int depth, long most, long mostWork) {
        String indent = String.format(Locale.ROOT, "padding-left:%dpx", 16 * depth);
        for (LayerTree.Item item : items) {
            if (item instanceof LayerTree.Group group) {
                String title = group.isFolded() ? group.title() + ", equal bodies; one of them:" : group.title();
                out.open("tr", "class", "group")
                        .leaf("th", title, "colspan", 6, "style", indent)
                        .close();
                rows(group.items(), depth + 1, most, mostWork);
            } else if (item instanceof LayerTree.Layer layer) {
                row(layer, indent, most, mostWork);
            }
        }
    }

    private void row(LayerTree.Layer layer, String indent, long most, long mostWork) {
        Summary.Row row = layer.row();
        out.open("tr", "class", styles.getOrDefault(row.label(), Diagram.END));
        out.open("th", "scope", "row", "style", indent)
                .leaf("span", "", "class", "dot")
                .text(row.label())
                .close();
        out.open("td").leaf("code", row.layer());
        String taken = diagram.tree().taken(layer);
        if (!taken.isEmpty()) {
            out.leaf("small", " " + taken);
        }
        out.close();
        out.open("td").leaf("code", row.shape(), "title", row.arithmetic()).close();
        number(row.parameters(), most);
        number(row.multiplyAdds(), mostWork);
        out.leaf("td", ShortNumbers.bytes(row.activationBytes()), "class", "number")
                .close();
    }

    /** A number, and a bar whose length is its share of the largest number. */
    private void number(long number, long most) {
        double share = most == 0 ? 0 : 100.0 * number / most;
        out.open("td", "class", "number").text(number == 0 ? "–" : String.format(Locale.ROOT, "%,d", number));
        out.leaf("span", "", "class", "bar", "style", String.format(Locale.ROOT, "width:%.1f%%", share))
                .close();
    }

    private void memory() {
        out.open("section").leaf("h2", "Memory over time");
        out.leaf(
                "p",
                "What lies where in the workspace while one sample goes through, step by step. Values whose times do not"
                        + " overlap share a place. The line is what is in use.");
        out.leaf("h3", "Training");
        out.include(MemoryChart.draw(model.memoryOfTraining(), styles, "memory plan of training"));
        out.leaf("h3", "Predicting");
        out.include(MemoryChart.draw(model.memoryOfPredicting(), styles, "memory plan of predicting"));
        out.close();
    }

    private void curves(TrainingLog log) {
        out.open("section").leaf("h2", "Training").open("div", "class", "curves");
        out.include(CurveChart.draw("loss", log.epochs(), lines("loss", log.loss(), log.testLoss()), false));
        if (TrainingLog.has(log.accuracy())) {
            out.include(CurveChart.draw(
                    "accuracy", log.epochs(), lines("accuracy", log.accuracy(), log.testAccuracy()), true));
        }
        out.close().close();
    }

    private static List<CurveChart.Curve> lines(String name, List<Double> learnt, List<Double> heldOut) {
        List<CurveChart.Curve> lines = new ArrayList<>();
        lines.add(new CurveChart.Curve(name, "first", learnt));
        if (TrainingLog.has(heldOut)) {
            lines.add(new CurveChart.Curve("held out", "second", heldOut));
        }
        return lines;
    }

    /** The picture alone. */
    public static String svg(CompiledModel model, boolean fold) {
        return NetworkPicture.draw(Diagram.of(model, fold)) + "\n";
    }
}
