package dev.lamina.compiler;

import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.model.ShapedLayer;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.model.TrainSettings;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.tensor.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Adds up what a model costs, and writes the head of its class. */
final class Summaries {
    private Summaries() {}

    static Summary of(ShapedModel shaped, List<Program> programs) {
        Map<String, Long> products = new HashMap<>();
        for (Launch launch : programs.get(0).launches()) {
            products.merge(
                    launch.node().owner().label(),
                    launch.node().operation().multiplyAdds(launch.node().operandTypes()),
                    Long::sum);
        }
        List<Summary.Row> rows = new ArrayList<>();
        for (ShapedLayer layer : shaped.layers()) {
            String label = layer.application().label();
            rows.add(new Summary.Row(
                    label,
                    oneLine(layer.application().place().call()),
                    layer.out().toString(),
                    layer.arithmetic(),
                    layer.application().layer().semantics(),
                    layer.parameters().stream().mapToLong(Parameter::size).sum(),
                    products.getOrDefault(label, 0L),
                    4 * layer.out().size(),
                    layer.parameters().stream()
                            .map(parameter -> parameter.name() + parameter.sizes())
                            .toList(),
                    layer.application().layer().formulas()));
        }
        return new Summary(
                shaped.model().name(),
                shaped.model().input().name() + ": " + shaped.inputShape(),
                shaped.model().loss().map(loss -> oneLine(loss.place().call())).orElse(""),
                choices(shaped),
                shaped.model().parameters(),
                rows,
                rows.stream().mapToLong(Summary.Row::parameters).sum(),
                rows.stream().mapToLong(Summary.Row::multiplyAdds).sum(),
                bytes(programs.get(0)),
                bytes(programs.get(1)));
    }

    private static List<Summary.Choice> choices(ShapedModel shaped) {
        List<Summary.Choice> choices = new ArrayList<>();
        for (ShapedLayer layer : shaped.layers()) {
            String semantics = layer.application().layer().semantics();
            String first = layer.parameters().isEmpty()
                    ? ""
                    : "starts " + layer.parameters().get(0).initial().text();
            String both = semantics + (semantics.isEmpty() || first.isEmpty() ? "" : "; ") + first;
            if (!both.isEmpty()) {
                choices.add(new Summary.Choice(layer.application().label(), both));
            }
        }
        shaped.model()
                .loss()
                .ifPresent(loss ->
                        choices.add(new Summary.Choice("loss", loss.loss().semantics())));
        TrainSettings train = shaped.model().settings();
        if (train.declared()) {
            choices.add(new Summary.Choice(
                    "optimizer",
                    train.optimizer().keyword() + ": " + train.optimizer().semantics()));
            choices.add(new Summary.Choice(
                    "train", "epochs " + train.epochs() + ", batches of " + train.batch() + ", seed " + train.seed()));
        }
        return choices;
    }

    private static long bytes(Program program) {
        return 4L * program.peak().fixedFloats() + 4L * program.peak().sampleFloats();
    }

    private static String oneLine(Span call) {
        return call.text().replaceAll("//[^\n]*", "").replaceAll("\\s+", " ");
    }

    /** Text of a model file as text of Javadoc, which would otherwise take it for HTML, scripts included. */
    private static String plain(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String streaming(ShapedModel shaped) {
        return shaped.whyNotStreaming()
                .map(why ->
                        "Takes whole sequences, not step by step: " + why.replaceAll("`([^`]*)`", "{@code $1}") + ".")
                .orElse("Takes sequences whole, or step by step with a state that the caller keeps.");
    }

    /** The Javadoc of the generated class. */
    static List<String> header(ShapedModel shaped, Summary summary, String target) {
        List<String> lines = new ArrayList<>();
        String file = shaped.model().span().file().name().replace('\\', '/');
        shaped.model()
                .documentation()
                .ifPresent(text -> text.lines().map(Summaries::plain).forEach(lines::add));
        lines.add((lines.isEmpty() ? "" : "<p>") + "Generated by Lamina from "
                + file.substring(file.lastIndexOf('/') + 1) + " for "
                + target
                + "; changes belong in that file. Parameters may be shared by threads;");
        lines.add("an object belongs to one thread at a time. No call allocates memory.");
        if (shaped.isOfAnyLength()) {
            lines.add("<p>" + streaming(shaped));
        }
        lines.add("<pre>");
        lines.addAll(table(shaped.inputShape().toString(), summary));
        lines.add("</pre>");
        return lines;
    }

    private static List<String> table(String inputShape, Summary summary) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("layer", "", "gives", "parameters", "multiply-adds"));
        cells.add(List.of("", "", inputShape, "", ""));
        for (Summary.Row row : summary.rows()) {
            cells.add(List.of(row.label(), row.layer(), row.shape(), "" + row.parameters(), "" + row.multiplyAdds()));
        }
        cells.add(List.of("", "", "", "" + summary.parameters(), "" + summary.multiplyAdds()));
        String format = "%-" + width(cells, 0) + "s %-" + width(cells, 1) + "s %-" + width(cells, 2) + "s %10s %13s";
        return cells.stream()
                .map(row -> String.format(Locale.ROOT, format, row.toArray()).stripTrailing())
                .toList();
    }

    private static int width(List<List<String>> cells, int column) {
        return cells.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
    }
}
