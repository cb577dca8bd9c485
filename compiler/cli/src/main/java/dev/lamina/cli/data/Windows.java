package dev.lamina.cli.data;

import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.WeightsSource;
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
            return known.containsKey(WINDOW)
                    ? Optional.of(new Windows(
                            Integer.parseInt(known.get(WINDOW)), Integer.parseInt(known.getOrDefault(AHEAD, "1"))))
                    : Optional.empty();
        } catch (NumberFormatException ofAnotherProgram) {
            return Optional.empty();
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

    @Override
    public String toString() {
        return "windows of " + rows + " rows, " + ahead + " ahead";
    }
}
