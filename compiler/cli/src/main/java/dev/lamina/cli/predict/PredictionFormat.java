package dev.lamina.cli.predict;

import dev.lamina.cli.data.InputBlock;
import java.util.List;

/** How predictions are written. */
public interface PredictionFormat {

    /** What stands before all rows; called first, with the names of the values that rows keep. */
    String heading(List<String> kept);

    /** Adds a row to a text. */
    void write(InputBlock rows, int row, BlockPredictions predicted, StringBuilder to);
}
