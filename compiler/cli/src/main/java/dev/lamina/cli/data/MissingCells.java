package dev.lamina.cli.data;

import dev.lamina.cli.console.Text;
import java.util.ArrayList;
import java.util.List;

/** Counts the missing values of a table and remembers where the first ones are. */
final class MissingCells {

    private static final int NAMED = 3;

    private final String file;
    private final List<String> places = new ArrayList<>();
    private int cells;
    private int rows;
    private int answers;
    private long lastLine = -1;
    private String lastColumn = "";

    MissingCells(String file) {
        this.file = file;
    }

    /**
     * Counts a missing value. A cell may stand for several: for an input and a target, or for a column of each word.
     *
     * @param column its number and perhaps its name
     * @param answer whether it should hold a label, a part of the target or a weight
     */
    void add(long line, String column, boolean answer) {
        answers += answer ? 1 : 0;
        if (line == lastLine && column.equals(lastColumn)) {
            return;
        }
        cells++;
        rows += line == lastLine ? 0 : 1;
        lastLine = line;
        lastColumn = column;
        if (places.size() < NAMED) {
            places.add("row " + line + ", column " + column);
        }
    }

    /** Throws if there are missing values that must not be there; a missing label, target or weight cannot be replaced. */
    void require(MissingValues missing) {
        boolean filled = missing.treatment() == MissingValues.Treatment.FILL
                || missing.treatment() == MissingValues.Treatment.MEAN;
        if (cells == 0 || missing.treatment() == MissingValues.Treatment.SKIP || filled && answers == 0) {
            return;
        }
        String others = cells > places.size() ? "; and " + (cells - places.size()) + " more" : "";
        String help = filled
                ? "\n  a label, target or weight cannot be filled; --missing skip leaves such rows out"
                : "\n  --missing skip leaves such rows out; --missing zero, a number, or, with --standardise, mean fills"
                        + " the cells of inputs";
        throw new DataException(file, count() + " no value: " + String.join("; ", places) + others + help);
    }

    /** A note of what was done about them; none if there are no missing values. */
    List<String> notes(MissingValues missing) {
        if (cells == 0) {
            return List.of();
        }
        return List.of(
                switch (missing.treatment()) {
                    case SKIP -> rows + (rows == 1 ? " row was" : " rows were") + " left out: " + count() + " no value";
                    case MEAN ->
                        count() + " no value and " + gets("the mean of its column", "the means of their columns");
                    default ->
                        count() + " no value and "
                                + gets(Text.plain(missing.value()), Text.plain(missing.value()));
                });
    }

    private String gets(String one, String many) {
        return cells == 1 ? "gets " + one : "get " + many;
    }

    private String count() {
        return cells == 1 ? "one cell has" : cells + " cells in " + rows + (rows == 1 ? " row" : " rows") + " have";
    }
}
