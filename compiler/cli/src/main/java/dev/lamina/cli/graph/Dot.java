package dev.lamina.cli.graph;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.ModelValue;
import java.util.ArrayList;
import java.util.List;

/** Writes a network in the language of Graphviz, for users who want a layout and a style of their own. */
public final class Dot {

    private final StringBuilder out = new StringBuilder();

    private Dot() {}

    /** The text of a dot file. */
    public static String text(CompiledModel model) {
        Dot dot = new Dot();
        dot.write(Diagram.of(model));
        return dot.out.toString();
    }

    private void write(Diagram diagram) {
        out.append("digraph ").append(quoted(diagram.model())).append(" {\n");
        out.append("  rankdir = TB;\n");
        out.append("  node [shape = box, style = rounded, fontname = \"sans-serif\"];\n");
        out.append("  edge [fontname = \"monospace\", fontsize = 10];\n");
        node("  ", "input", diagram.input().name(), "input");
        List<String> edges = new ArrayList<>();
        String before = "input";
        ModelValue value = diagram.input();
        for (Diagram.DrawnGroup group : diagram.groups()) {
            String first = group.layers().get(0).row().label();
            if (group.isFused()) {
                out.append("  subgraph ").append(quoted("cluster " + first)).append(" {\n");
                out.append("    label = \"one kernel\"; style = dashed; fontsize = 10; fontname = \"sans-serif\";\n");
            }
            for (Diagram.DrawnLayer layer : group.layers()) {
                String id = "layer " + layer.row().label();
                node(
                        group.isFused() ? "    " : "  ",
                        id,
                        layer.row().label(),
                        layer.row().layer(),
                        ShortNumbers.of(layer));
                edges.add(edge(before, id, value));
                before = id;
                value = layer.value();
            }
            out.append(group.isFused() ? "  }\n" : "");
        }
        node("  ", "output", diagram.loss().isEmpty() ? "output" : "loss", diagram.loss());
        edges.add(edge(before, "output", value));
        edges.forEach(out::append);
        out.append("}\n");
    }

    private void node(String indent, String id, String... lines) {
        List<String> shown = new ArrayList<>();
        for (String line : lines) {
            if (!line.isEmpty()) {
                shown.add(escaped(line));
            }
        }
        out.append(indent)
                .append(quoted(id))
                .append(" [label = \"")
                .append(String.join("\\n", shown))
                .append("\"];\n");
    }

    private static String edge(String from, String to, ModelValue value) {
        return "  " + quoted(from) + " -> " + quoted(to) + " [label = " + quoted(" " + value.shape()) + "];\n";
    }

    private static String quoted(String text) {
        return '"' + escaped(text) + '"';
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
