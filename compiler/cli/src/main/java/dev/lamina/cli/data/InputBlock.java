package dev.lamina.cli.data;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import dev.lamina.compiler.NetworkInput;
import java.util.Arrays;

/** A block of rows to predict: their inputs, and the values that are copied to the output. */
public final class InputBlock {

    private final NetworkInput inputs;
    private final int width;
    private final int mostSteps;
    private final int[] steps;
    private final JsonElement[][] kept;
    private int count;

    /** Room for {@code rows} rows, each with so many copied values. */
    InputBlock(SampleSpec expected, int rows, int keptValues) {
        width = expected.inputs();
        mostSteps = expected.steps();
        inputs = (expected.wantsTokens() ? NetworkInput.of(new int[0]) : NetworkInput.of(new float[0]))
                .zeros(rows * width);
        steps = new int[rows];
        kept = new JsonElement[rows][keptValues];
        begin();
    }

    /** Begins the next row with zeros, all steps and no copied values. */
    void begin() {
        if (hasRoom()) {
            steps[count] = mostSteps;
            Arrays.fill(kept[count], JsonNull.INSTANCE);
        }
    }

    void input(int index, float value) {
        inputs.floats()[count * width + index] = value;
    }

    void token(int index, int value) {
        inputs.tokens()[count * width + index] = value;
    }

    /** Makes the row a sequence of fewer steps than the model takes; the inputs of the other steps become zeros. */
    void steps(int own) {
        steps[count] = own;
        int from = count * width + width / mostSteps * own;
        int to = (count + 1) * width;
        if (inputs.holdsTokens()) {
            Arrays.fill(inputs.tokens(), from, to, 0);
        } else {
            Arrays.fill(inputs.floats(), from, to, 0);
        }
    }

    void keep(int index, JsonElement value) {
        kept[count][index] = value;
    }

    /** Makes these the numbers of the row, and ends it. */
    void fill(NetworkInput row) {
        row.copy(0, inputs, count * width, width);
        close();
    }

    /** Ends the row. */
    void close() {
        count++;
        begin();
    }

    boolean hasRoom() {
        return count < steps.length;
    }

    /** The number of rows. */
    public int count() {
        return count;
    }

    /** The inputs of all rows. */
    public NetworkInput inputs() {
        return inputs;
    }

    /** Whether some rows have fewer steps than the model takes. */
    public boolean shorter() {
        return Arrays.stream(steps, 0, count).anyMatch(own -> own < mostSteps);
    }

    /** The steps of each row. */
    public int[] steps() {
        return steps;
    }

    /** A value of a row that is copied to the output. */
    public JsonElement kept(int row, int index) {
        return kept[row][index];
    }
}
