package dev.lamina.cli.graph;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.Summary;
import java.util.ArrayList;
import java.util.List;

/** Writes a network in the language of Graphviz, for users who want a layout and a style of their own. */
public final class Dot {

    private final StringBuilder out = new StringBuilder();
    private final Diagram diagram;
    private int frames;

    private Dot(Diagram diagram) {
        this.diagram = diagram;
    }

    /**
     * The text of a dot file.
     *
     * @param fold whether one body of a repeat stands for all, if they are equal
     */
    public static String text(CompiledModel model, boolean fold) {
        Dot dot = new Dot(Diagram.of(model, fold));
        dot.write();
        return dot.out.toString();
    }

    private void write() {
        out.append("digraph ").append(quoted(diagram.summary().model())).append(" {\n");
        out.append("  rankdir = TB;\n");
        out.append("  node [shape = box, style = rounded, fontname = \"sans-serif\"];\n");
        out.append("  edge [fontname = \"monospace\", fontsize = 10];\n");
        diagram.parts().forEach(part -> part(part, "  "));
        for (PicturePart.Wire wire : diagram.wires()) {
            String shape = diagram.value(wire.from()).shape();
            out.append("  ").append(quoted(id(wire.from()))).append(" -> ").append(quoted(id(wire.to())));
            out.append(" [label = ").append(quoted(" " + shape)).append("];\n");
        }
        out.append("}\n");
    }

    private void part(PicturePart part, String indent) {
        if (part instanceof PicturePart.Card card) {
            node(indent, id(card.number()), card.title(), card.text(), card.facts());
        } else if (part instanceof PicturePart.Frame frame) {
            String name = frame.isKernel()
                    ? diagram.summary()
                            .rows()
                            .get(frame.cards().findFirst().orElseThrow())
                            .label()
                    : "frame " + frames++;
            String look = frame.isKernel() ? "style = dashed" : "style = rounded";
            String times = frame.bodies() > 1 ? " peripheries = 2;" : "";
            out.append(indent)
                    .append("subgraph ")
                    .append(quoted("cluster " + name))
                    .append(" {\n");
            out.append(indent)
                    .append("  label = ")
                    .append(quoted(frame.title()))
                    .append("; ")
                    .append(look);
            out.append("; fontsize = 10; fontname = \"sans-serif\";")
                    .append(times)
                    .append('\n');
            frame.parts().forEach(each -> part(each, indent + "  "));
            out.append(indent).append("}\n");
        }
    }

    private String id(int number) {
        Summary summary = diagram.summary();
        if (number < 0) {
            return summary.inputs().size() == 1
                    ? "input"
                    : "input " + diagram.value(number).name();
        }
        if (number < summary.rows().size()) {
            return "layer " + summary.rows().get(number).label();
        }
        String output = summary.outputs().get(number - summary.rows().size()).name();
        return summary.outputs().size() == 1 ? "output" : "output " + output;
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

    private static String quoted(String text) {
        return '"' + escaped(text) + '"';
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
