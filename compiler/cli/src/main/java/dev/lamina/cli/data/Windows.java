package dev.lamina.cli.data;

import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.WeightsSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Windows of a long series, whose steps are the rows of a table: what a network reads and what it is to tell.
 *
 * @param rows the number of consecutive rows that the network reads
 * @param ahead how many rows after the last of them, or after each of them, the label or target stands
 */
public record Windows(int rows, int ahead) {

    /** The keys of the metadata of weights. */
    private static final String WINDOW = "window";

    private static final String AHEAD = "ahead";

    /** The windows that weights were trained on, if they were. */
    public static Optional<Windows> ofWeights(WeightsSource weights) {
        Map<String, String> known = Safetensors.metadata(weights);
        try {
            return Optional.ofNullable(known.get(WINDOW))
                    .map(rows -> new Windows(Integer.parseInt(rows), Integer.parseInt(known.getOrDefault(AHEAD, "1"))))
                    .filter(windows -> windows.rows >= 1 && windows.ahead >= 0);
        } catch (NumberFormatException ofAnotherProgram) {
            return Optional.empty();
        }
    }

    /** Throws if there are windows to be cut from data that are no table, whose rows have no order in time. */
    public static void refuse(Optional<Windows> windows, String file) {
        if (windows.isPresent()) {
            throw new DataException(file, "--window cuts a table, a CSV file, and this is none");
        }
    }

    /** The metadata to save with the weights. */
    public Map<String, String> notes() {
        return Map.of(WINDOW, Integer.toString(rows), AHEAD, Integer.toString(ahead));
    }

    /** What a model needs in each row of the table: the numbers of one step. */
    SampleSpec ofRow(SampleSpec window) {
        return window.ofRow(rows);
    }

    /** The names of a row's columns, if those of weights are of a whole window: its last row has them as the table does. */
    static Preprocessing ofRow(Preprocessing trained, SampleSpec row) {
        List<String> columns = trained.columns();
        int before = Math.max(0, columns.size() - row.inputs());
        return trained.withColumns(columns.subList(before, columns.size()), trained.targets());
    }

    /**
     * The names of all numbers of a window, of a model that takes no steps: {@code level[-1]}, {@code level} for a column {@code level} and
     * two rows.
     */
    Preprocessing ofWindow(Preprocessing row, SampleSpec window) {
        if (window.steps() > 0) {
            return row;
        }
        List<String> columns = new ArrayList<>();
        for (int before = rows - 1; before >= 0; before--) {
            String place = before == 0 ? "" : "[-" + before + "]";
            row.columns().forEach(name -> columns.add(name + place));
        }
        return row.withColumns(columns, row.targets());
    }

    @Override
    public String toString() {
        return "windows of " + rows + " rows, " + ahead + " ahead";
    }
}
