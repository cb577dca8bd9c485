package dev.lamina.cli.data;

/** A cell of a CSV file that is written. */
public final class CsvCell {
    private CsvCell() {}

    /** The cell, in quotes if it needs them (RFC 4180). */
    public static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
