package dev.lamina.cli.report;

import dev.lamina.cli.console.Text;
import dev.lamina.compiler.Summary;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** A model's layers as a table for people: shapes, parameters, work and memory. */
public final class SummaryTable {

    private SummaryTable() {}

    /** The table, for so many columns of a terminal. */
    public static String text(Summary summary, int columns) {
        Table full =
                table(summary, Text::grouped, "layer", "", "gives", "parameters", "multiply-adds", "activation bytes");
        Table table = full.width() <= columns
                ? full
                : table(summary, Text::bytes, "layer", "", "gives", "parameters", "mul-adds", "memory");
        return head(summary) + table.text(columns, 1) + untrained(summary) + memory(summary);
    }

    private static Table table(Summary summary, LongFunction<String> bytes, String... heading) {
        Table table = new Table(3, heading).rule();
        for (Summary.Row row : summary.rows()) {
            table.row(
                    row.label(),
                    row.layer(),
                    row.shape(),
                    number(row.parameters()),
                    number(row.multiplyAdds()),
                    bytes.apply(row.activationBytes()));
        }
        long activations =
                summary.rows().stream().mapToLong(Summary.Row::activationBytes).sum();
        return table.rule()
                .row(
                        "total",
                        "",
                        "",
                        Text.grouped(summary.parameters()),
                        Text.grouped(summary.multiplyAdds()),
                        bytes.apply(activations));
    }

    private static String head(Summary summary) {
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

    /** A line about running statistics, if there are any: the table counts what is trained. */
    private static String untrained(Summary summary) {
        return summary.untrained() == 0
                ? ""
                : "\n  parameters that are not trained, beside these: " + Text.grouped(summary.untrained())
                        + " (running statistics)\n";
    }

    private static String memory(Summary summary) {
        return "\n  memory for one sample, buffers shared: " + Text.bytes(summary.predictBytes()) + " to predict, "
                + Text.bytes(summary.trainBytes()) + " to train\n";
    }
}
