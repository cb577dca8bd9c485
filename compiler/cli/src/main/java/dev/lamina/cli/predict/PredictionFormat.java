package dev.lamina.cli.predict;

import dev.lamina.cli.data.InputBlock;
import java.util.List;

/** Writes predictions as text. */
public interface PredictionFormat {

    /** The text before all rows; called first, with the names of the copied values. */
    String heading(List<String> kept);

    /** Appends a row. */
    void write(InputBlock rows, int row, BlockPredictions predicted, StringBuilder to);
}
