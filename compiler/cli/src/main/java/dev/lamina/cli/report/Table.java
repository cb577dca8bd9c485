package dev.lamina.cli.report;

import dev.lamina.compiler.source.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A table of text. Columns are as wide as their widest cell; the first few are aligned left, the others, which hold numbers, right. */
public final class Table {

    /** A column is not cut below this width; it is left out instead. */
    private static final int SHORTEST = 6;

    private final int leftColumns;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table with its first row. */
    public Table(int leftColumns, String... heading) {
        this.leftColumns = leftColumns;
        row(heading);
    }

    /** Adds a row; what a file calls a column or a tensor is printed as one line, whatever it holds. */
    public Table row(String... cells) {
        rows.add(Arrays.stream(cells).map(Printable::line).toList());
        return this;
    }

    /** Adds a line of dashes. */
    public Table rule() {
        rows.add(List.of());
        return this;
    }

    /** Whether there is anything below the heading and its rule. */
    public boolean hasRows() {
        return rows.size() > 2;
    }

    /** How many columns of a terminal it takes. */
    int width() {
        return 2 + width(widths());
    }

    private static int width(int[] widths) {
        return IntStream.of(widths).sum() + 2 * (widths.length - 1);
    }

    /** The lines, each indented by two. */
    public String text() {
        return text(widths());
    }

    /**
     * The same in so many columns of a terminal: if it is too wide, the cells of the first of these columns are cut, or the column is left
     * out, and then the next one.
     */
    public String text(int columns, int... cuts) {
        int[] widths = widths();
        for (int cut : cuts) {
            int excess = 2 + width(widths) - columns;
            if (excess > 0) {
                widths[cut] = widths[cut] - excess < SHORTEST ? 0 : widths[cut] - excess;
            }
        }
        return text(widths);
    }

    private String text(int[] widths) {
        int width = width(widths);
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
            String cell = cut(row.get(i), widths[i]);
            String padding = " ".repeat(widths[i] - cell.length());
            cells.add(i < leftColumns ? cell + padding : padding + cell);
        }
        return String.join("  ", cells);
    }

    private static String cut(String cell, int width) {
        if (cell.length() <= width) {
            return cell;
        }
        return width == 0 ? "" : cell.substring(0, width - 1) + "…";
    }
}
