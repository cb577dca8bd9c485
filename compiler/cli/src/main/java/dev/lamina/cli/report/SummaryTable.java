package dev.lamina.cli.report;

import dev.lamina.cli.console.Text;
import dev.lamina.cli.graph.LayerTree;
import dev.lamina.compiler.Summary;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** A model's layers as a table for people: shapes, parameters, work and memory. Lines in blocks, residuals and repeats are indented. */
public final class SummaryTable {
    private final Summary summary;
    private final LayerTree tree;
    private final boolean branches;

    private SummaryTable(Summary summary, LayerTree tree) {
        this.summary = summary;
        this.tree = tree;
        this.branches = tree.layers().anyMatch(layer -> !tree.taken(layer).isEmpty());
    }

    /**
     * The table, for so many columns of a terminal.
     *
     * @param tree the layers to show
     */
    public static String text(Summary summary, LayerTree tree, int columns) {
        SummaryTable lines = new SummaryTable(summary, tree);
        Table full = lines.table(Text::grouped, "parameters", "multiply-adds", "activation bytes");
        Table table = full.width() <= columns ? full : lines.table(Text::bytes, "parameters", "mul-adds", "memory");
        return lines.head() + table.text(columns, lines.branches ? new int[] {1, 2} : new int[] {1}) + lines.foot();
    }

    private Table table(LongFunction<String> bytes, String... costs) {
        Table table = branches
                ? new Table(4, "layer", "", "takes", "gives", costs[0], costs[1], costs[2])
                : new Table(3, "layer", "", "gives", costs[0], costs[1], costs[2]);
        table.rule();
        add(table, tree.items(), 0, bytes);
        long activations =
                summary.rows().stream().mapToLong(Summary.Row::activationBytes).sum();
        table.rule();
        row(
                table,
                List.of("total", "", "", ""),
                Text.grouped(summary.parameters()),
                Text.grouped(summary.multiplyAdds()),
                bytes.apply(activations));
        return table;
    }

    private void add(Table table, List<LayerTree.Item> items, int depth, LongFunction<String> bytes) {
        String indent = "  ".repeat(depth);
        for (LayerTree.Item item : items) {
            if (item instanceof LayerTree.Group group) {
                heading(table, group, indent, bytes);
                add(table, group.items(), depth + 1, bytes);
            } else if (item instanceof LayerTree.Layer layer) {
                Summary.Row row = layer.row();
                row(
                        table,
                        List.of(indent + row.label(), row.layer(), tree.taken(layer), row.shape()),
                        number(row.parameters()),
                        number(row.multiplyAdds()),
                        bytes.apply(row.activationBytes()));
            }
        }
    }

    /** The line that opens a group. That of folded bodies has the sums of all of them. */
    private void heading(Table table, LayerTree.Group group, String indent, LongFunction<String> bytes) {
        if (!group.isFolded()) {
            row(table, List.of(indent + group.title(), "", "", ""), "", "", "");
            return;
        }
        List<Summary.Row> all = tree.all(group);
        row(
                table,
                List.of(indent + group.title(), group.bodies() + " equal bodies; their sums:", "", ""),
                number(all.stream().mapToLong(Summary.Row::parameters).sum()),
                number(all.stream().mapToLong(Summary.Row::multiplyAdds).sum()),
                bytes.apply(all.stream().mapToLong(Summary.Row::activationBytes).sum()));
    }

    /** @param texts label, call, what the layer takes, what it gives */
    private void row(Table table, List<String> texts, String parameters, String multiplyAdds, String bytes) {
        if (branches) {
            table.row(texts.get(0), texts.get(1), texts.get(2), texts.get(3), parameters, multiplyAdds, bytes);
        } else {
            table.row(texts.get(0), texts.get(1), texts.get(3), parameters, multiplyAdds, bytes);
        }
    }

    private String head() {
        StringBuilder head = new StringBuilder(summary.model());
        if (!summary.settings().isEmpty()) {
            head.append(summary.settings().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(each -> each.getKey() + " = " + Text.plain(each.getValue()))
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        head.append("  ").append(summary.input());
        if (!summary.loss().isEmpty()) {
            head.append(", loss ").append(summary.loss());
        }
        return head.append("\n\n").toString();
    }

    private static String number(long number) {
        return number == 0 ? "-" : Text.grouped(number);
    }

    private String foot() {
        return outputs() + untrained() + "\n  memory for one sample, buffers shared: "
                + Text.bytes(summary.predictBytes()) + " to predict, " + Text.bytes(summary.trainBytes())
                + " to train\n";
    }

    /** A line about the outputs, if the model declares them. */
    private String outputs() {
        List<Summary.Output> outputs = summary.outputs();
        if (outputs.size() == 1 && outputs.get(0).name().equals("output")) {
            return "";
        }
        return "\n  outputs: " + outputs.stream().map(SummaryTable::output).collect(Collectors.joining(", ")) + "\n";
    }

    private static String output(Summary.Output output) {
        String of = output.value().equals(output.name()) ? "" : " of " + output.value();
        return output.name() + ": " + output.shape() + of;
    }

    /** A line about running statistics, if there are any: the table counts what is trained. */
    private String untrained() {
        return summary.untrained() == 0
                ? ""
                : "\n  parameters that are not trained, beside these: " + Text.grouped(summary.untrained())
                        + " (running statistics)\n";
    }
}
