package dev.lamina.runtime;

/** What a generated method asks of its arguments before it touches them; nothing here allocates unless it throws. */
public final class Checks {

    private Checks() {}

    /** Requires a workspace for at least one sample. */
    public static void capacity(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("the capacity is " + capacity + ", but it must be at least 1");
        }
    }

    /**
     * The floats of a workspace for that many samples.
     *
     * @throws IllegalArgumentException if the capacity is below 1, or a Java array cannot hold the workspace
     */
    public static int workspace(int fixed, int perSample, int capacity) {
        capacity(capacity);
        long floats = fixed + (long) perSample * capacity;
        if (floats > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a capacity of " + capacity + " needs a workspace of " + floats
                    + " floats, more than a Java array holds; at most "
                    + (Integer.MAX_VALUE - 8 - fixed) / Math.max(1, perSample) + " samples are possible");
        }
        return (int) floats;
    }

    /** Requires that a pass has left what the next one needs; {@code what} says which. */
    public static void state(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }

    /** Requires {@code 1 <= batch <= capacity}. */
    public static void batch(int batch, int capacity) {
        if (batch < 1 || batch > capacity) {
            throw new IllegalArgumentException(
                    "the batch is " + batch + ", but this object was made for 1 .. " + capacity + " samples");
        }
    }

    /** Requires {@code 1 <= length <= steps}. */
    public static void steps(int length, int steps) {
        if (length < 1 || length > steps) {
            throw new IllegalArgumentException(
                    "the length is " + length + ", but sequences of this model have 1 .. " + steps + " steps");
        }
    }

    /** Requires an array that holds {@code batch} samples; a longer one is fine, its end is not touched. */
    public static void length(String name, int actual, int batch, int perSample) {
        long needed = (long) batch * perSample;
        if (actual < needed) {
            throw new IllegalArgumentException(
                    name + " has " + actual + " floats, but " + batch + " samples of " + perSample + " need " + needed);
        }
    }

    /** Requires a label for each of {@code batch} samples, each one of the classes. */
    public static void labels(int[] labels, int batch, int classes) {
        if (labels.length < batch) {
            throw new IllegalArgumentException("there are " + labels.length + " labels for " + batch + " samples");
        }
        for (int i = 0; i < batch; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException("labels[" + i + "] is " + labels[i] + ", but the model has "
                        + classes + " classes: 0 .. " + (classes - 1));
            }
        }
    }

    /** Requires parameters that were laid out for the model that is about to read them. */
    public static void parameters(Parameters parameters, String model, int floats) {
        if (!parameters.model().equals(model) || parameters.values().length != floats) {
            throw new IllegalArgumentException("these are parameters of " + parameters.model() + " ("
                    + parameters.values().length + " floats), but " + model + " needs its own (" + floats
                    + " floats), from newParameters");
        }
    }

    /** Requires a training state with the moments that the model's optimiser keeps. */
    public static void state(TrainingState state, int first, int second) {
        if (state.first().length != first || state.second().length != second) {
            throw new IllegalArgumentException("this training state holds " + state.first().length + " and "
                    + state.second().length + " floats, but the model's optimiser needs " + first + " and " + second
                    + ", from newTrainingState");
        }
    }
}
