package dev.lamina.cli.repl;

import dev.lamina.compiler.Summary;
import java.util.List;
import java.util.Locale;

/** Prints layers in answers, and explains their numbers. */
final class RowText {
    private RowText() {}

    /** A line for each layer; without the call, which the user has just typed, if lines would be wider than the terminal. */
    static String of(List<Summary.Row> rows, int columns) {
        List<String> lines = lines(rows, true);
        boolean fits = lines.stream().allMatch(line -> line.length() <= columns);
        return String.join(
                "",
                (fits ? lines : lines(rows, false))
                        .stream().map(line -> line + "\n").toList());
    }

    private static List<String> lines(List<Summary.Row> rows, boolean calls) {
        int label = width(10, rows.stream().map(Summary.Row::label).toList());
        int layer = width(32, rows.stream().map(Summary.Row::layer).toList());
        int shape = width(18, rows.stream().map(Summary.Row::shape).toList());
        return rows.stream()
                .map(row -> "  " + padded(row.label(), label) + (calls ? padded(row.layer(), layer) : "")
                        + padded(row.shape(), shape)
                        + (row.parameters() == 0 ? "" : grouped(row.parameters()) + " parameters  ")
                        + (row.multiplyAdds() == 0 ? "" : grouped(row.multiplyAdds()) + " multiply-adds"))
                .map(String::stripTrailing)
                .toList();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length() + 2);
    }

    static String statement(String text) {
        return text.isEmpty() ? "" : "  " + text.lines().findFirst().orElse("") + "\n";
    }

    /** The width of a column; at least {@code least}, so that the columns of most answers are aligned. */
    private static int width(int least, List<String> texts) {
        return Math.max(least, texts.stream().mapToInt(String::length).max().orElse(0));
    }

    /** Explains every number of a layer. */
    static String why(Summary.Row row) {
        StringBuilder text = new StringBuilder();
        text.append("  ").append(row.label());
        if (row.takes().size() > 1) {
            text.append(", of ").append(String.join(" and ", row.takes())).append(',');
        }
        text.append(" gives ").append(row.shape());
        text.append(row.arithmetic().isEmpty() ? "\n" : ": " + row.arithmetic() + "\n");
        if (!row.semantics().isEmpty()) {
            text.append("  ").append(row.semantics()).append('\n');
        }
        if (row.parameters() > 0) {
            text.append("  ").append(grouped(row.parameters())).append(" parameters = ");
            text.append(String.join(" + ", row.tensors())).append('\n');
        }
        if (row.multiplyAdds() > 0) {
            text.append("  ")
                    .append(grouped(row.multiplyAdds()))
                    .append(" multiply-adds")
                    .append(products(row));
        }
        text.append("  ").append(grouped(row.activationBytes())).append(" bytes = ");
        text.append(grouped(row.activationBytes() / Float.BYTES)).append(" floats of 4 bytes\n");
        return text.toString();
    }

    /** Explains multiply-adds as the number of weights times the number of positions of the result. */
    private static String products(Summary.Row row) {
        long weights = row.tensors().stream()
                .filter(tensor -> tensor.startsWith("weight"))
                .mapToLong(RowText::size)
                .sum();
        if (weights == 0 || row.multiplyAdds() % weights != 0) {
            return "\n";
        }
        long places = row.multiplyAdds() / weights;
        return " = " + grouped(weights) + " weights"
                + (places == 1 ? ", each used once\n" : " * " + grouped(places) + " places of the result\n");
    }

    private static long size(String tensor) {
        long size = 1;
        for (String axis :
                tensor.substring(tensor.indexOf('[') + 1, tensor.indexOf(']')).split(", ", -1)) {
            size *= Long.parseLong(axis);
        }
        return size;
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
