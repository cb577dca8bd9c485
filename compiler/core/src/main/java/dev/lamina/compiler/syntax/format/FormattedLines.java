package dev.lamina.compiler.syntax.format;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collects the lines of a formatted file, and aligns the columns of neighbouring lines at the end. */
final class FormattedLines {
    private static final String BETWEEN = "  ";

    /** A line of cells, which are separated by two spaces. */
    private static final class Line {
        final int indent;
        final List<StringBuilder> cells = new ArrayList<>();

        @Nullable
        String remark;

        /** Whether the line ends with a comment, so that nothing may follow. */
        boolean isFull;

        Line(int indent) {
            this.indent = indent;
        }

        boolean isLike(Line other) {
            return indent == other.indent;
        }

        String text() {
            return " ".repeat(indent) + String.join(BETWEEN, cells);
        }
    }

    private final List<Line> lines = new ArrayList<>();

    /** Begins a line. */
    void line(int indent) {
        lines.add(new Line(indent));
        cell();
    }

    void blank() {
        lines.add(new Line(0));
    }

    /** Begins another cell of the line. */
    void cell() {
        last().cells.add(new StringBuilder());
    }

    void append(String text) {
        Line line = last();
        line.cells.get(line.cells.size() - 1).append(text);
    }

    /** Appends a comment to the line if it stood at the end of a line and the line has none yet; otherwise it gets its own line. */
    void remark(Gap.Remark remark, int indent) {
        if (takes(remark)) {
            last().remark = remark.text();
        } else {
            line(indent);
            append(remark.text());
        }
        last().isFull = true;
    }

    /** Whether a comment would be appended to the last line. */
    boolean takes(Gap.Remark remark) {
        return !remark.own()
                && !lines.isEmpty()
                && !last().isFull
                && !last().cells.isEmpty();
    }

    private Line last() {
        return lines.get(lines.size() - 1);
    }

    String text() {
        for (int column = 0; alignCells(column); column++) {}
        alignRemarks();
        return lines.stream().map(line -> line.text().stripTrailing() + "\n").collect(Collectors.joining());
    }

    /** Pads a column to the same width in all lines; false if no line has a column behind it. */
    private boolean alignCells(int column) {
        boolean any = false;
        for (int from = 0; from < lines.size(); from++) {
            int until = from;
            int width = 0;
            while (until < lines.size()
                    && lines.get(until).cells.size() > column + 1
                    && lines.get(until).isLike(lines.get(from))) {
                width = Math.max(width, lines.get(until++).cells.get(column).length());
            }
            for (Line line : lines.subList(from, until)) {
                pad(line.cells.get(column), width);
                any = true;
            }
            from = Math.max(from, until - 1);
        }
        return any;
    }

    private void alignRemarks() {
        for (int from = 0; from < lines.size(); from++) {
            int until = from;
            int width = 0;
            while (until < lines.size()
                    && lines.get(until).remark != null
                    && lines.get(until).isLike(lines.get(from))) {
                width = Math.max(width, lines.get(until++).text().length());
            }
            for (Line line : lines.subList(from, until)) {
                StringBuilder cell = line.cells.get(line.cells.size() - 1);
                pad(cell, cell.length() + width - line.text().length());
                cell.append(BETWEEN).append(line.remark);
            }
            from = Math.max(from, until - 1);
        }
    }

    private static void pad(StringBuilder cell, int width) {
        cell.append(" ".repeat(width - cell.length()));
    }
}
