package dev.lamina.cli;

import java.util.ArrayList;
import java.util.List;

/** Columns of text as wide as their widest cell; the first few to the left, the rest, being numbers, to the right. */
final class Table {

    private final int leftColumns;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table with its first row. */
    Table(int leftColumns, String... heading) {
        this.leftColumns = leftColumns;
        rows.add(List.of(heading));
    }

    Table row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** A line of dashes between what stands above and below. */
    Table rule() {
        rows.add(List.of());
        return this;
    }

    /** The lines, each indented by two. */
    String text() {
        int[] widths = widths();
        int width = -2;
        for (int column : widths) {
            width += column + 2;
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            String line = row.isEmpty() ? "-".repeat(width) : line(row, widths);
            text.append("  ").append(line.stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int[] widths() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private String line(List<String> row, int[] widths) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            String padding = " ".repeat(widths[i] - row.get(i).length());
            cells.add(i < leftColumns ? row.get(i) + padding : padding + row.get(i));
        }
        return String.join("  ", cells);
    }
}
