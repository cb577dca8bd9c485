package dev.lamina.runtime;

/** The checks that generated methods apply to their arguments before they use them. Nothing here allocates unless it throws. */
public final class Checks {

    private Checks() {}

    /** Requires a number of threads of at least 1. */
    static void threads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("a network has at least 1 thread, not " + threads);
        }
    }

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

    /** Requires that the pass before has run; {@code what} is the message if it has not. */
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

    /** Requires a state of this model, with at most {@code capacity} samples. */
    public static void state(RecurrentState state, String model, int size, int capacity) {
        if (!state.model().equals(model) || state.size() != size) {
            throw new IllegalArgumentException("this is a state of " + state + ", but " + model + " needs its own ("
                    + size + " floats a sample), from newState");
        }
        if (state.samples() > capacity) {
            throw new IllegalArgumentException(
                    "this is a state of " + state + ", but this object was made for 1 .. " + capacity + " samples");
        }
    }

    /** Requires an array that holds at least {@code batch} samples. */
    public static void length(String name, int actual, int batch, int perSample) {
        long needed = (long) batch * perSample;
        if (actual < needed) {
            throw new IllegalArgumentException(
                    name + " has " + actual + " floats, but " + batch + " samples of " + perSample + " need " + needed);
        }
    }

    /** Requires that the first {@code count} numbers of the target of a binary cross-entropy are probabilities: from 0 to 1. */
    public static void probabilities(String name, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            if (!(values[i] >= 0 && values[i] <= 1)) {
                throw new IllegalArgumentException(name + "[" + i + "] is " + values[i]
                        + ", but a binary cross-entropy compares with numbers from 0 to 1");
            }
        }
    }

    /** Requires that the first {@code count} numbers are weights: finite and not negative. */
    static void weights(String name, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            if (!(values[i] >= 0 && Float.isFinite(values[i]))) {
                throw new IllegalArgumentException(
                        name + "[" + i + "] is " + values[i] + ", but a weight is finite and not negative");
            }
        }
    }

    /** Requires a class with shards. */
    static void shards(int shards) {
        state(shards > 1, "this class was generated without shards: `shards 8` belongs in the train block");
    }

    /** Requires the first sample of a shard, and the samples and steps of the whole batch. */
    static void shard(int first, int samples, int steps) {
        if (first < 0 || samples < 0 || first > samples || steps < 0) {
            throw new IllegalArgumentException(
                    "sample " + first + " of " + samples + " with " + steps + " steps begins no shard");
        }
    }

    /** The first number from place {@code from} to below {@code to} that is NaN or infinite, or -1. */
    static int firstNotFinite(float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Float.isFinite(values[i])) {
                return i;
            }
        }
        return -1;
    }

    /** The exception for a number that is NaN or infinite. */
    static IllegalArgumentException notFinite(String place, float value) {
        return new IllegalArgumentException(place + " is " + value + ", but finite numbers are needed");
    }

    /** Requires {@code perSample} labels for each of {@code batch} samples, each one of the classes. */
    public static void labels(int[] labels, int batch, int perSample, int classes) {
        labels("", labels, batch, perSample, classes);
    }

    /** As {@link #labels(int[], int, int, int)}, for one of several outputs. */
    public static void labels(String output, int[] labels, int batch, int perSample, int classes) {
        enough(output, labels, batch, perSample);
        requireClass(output, labels, outside(labels, 0, batch * perSample, classes), perSample, classes);
    }

    /**
     * Requires a label, one of the classes, for each of the first {@code lengths[n]} of the {@code steps} steps of sample n. The labels of
     * padding are not checked.
     */
    public static void labels(int[] labels, int batch, int steps, int classes, int[] lengths) {
        labels("", labels, batch, steps, classes, lengths);
    }

    /** As {@link #labels(int[], int, int, int, int[])}, for one of several outputs. */
    public static void labels(String output, int[] labels, int batch, int steps, int classes, int[] lengths) {
        enough(output, labels, batch, steps);
        for (int n = 0; n < batch; n++) {
            int wrong = outside(labels, n * steps, n * steps + lengths[n], classes);
            requireClass(output, labels, wrong, steps, classes);
        }
    }

    /** As {@link #labels(int[], int, int, int)}, but one number is allowed although it may be no class: that of labels that do not count. */
    public static void labels(int[] labels, int batch, int perSample, int classes, int ignored) {
        labels("", labels, batch, perSample, classes, ignored);
    }

    /** As {@link #labels(int[], int, int, int, int)}, for one of several outputs. */
    public static void labels(String output, int[] labels, int batch, int perSample, int classes, int ignored) {
        enough(output, labels, batch, perSample);
        int wrong = outside(labels, 0, batch * perSample, classes, ignored);
        requireClass(output, labels, wrong, perSample, classes);
    }

    /** As {@link #labels(int[], int, int, int, int[])}, but one number is allowed although it may be no class. */
    public static void labels(int[] labels, int batch, int steps, int classes, int[] lengths, int ignored) {
        labels("", labels, batch, steps, classes, lengths, ignored);
    }

    /** As {@link #labels(int[], int, int, int, int[], int)}, for one of several outputs. */
    public static void labels(
            String output, int[] labels, int batch, int steps, int classes, int[] lengths, int ignored) {
        enough(output, labels, batch, steps);
        for (int n = 0; n < batch; n++) {
            int wrong = outside(labels, n * steps, n * steps + lengths[n], classes, ignored);
            requireClass(output, labels, wrong, steps, classes);
        }
    }

    /** As {@link #outside(int[], int, int, int)}, but {@code allowed} is no such number. */
    private static int outside(int[] numbers, int from, int to, int below, int allowed) {
        int wrong = outside(numbers, from, to, below);
        while (wrong >= 0 && numbers[wrong] == allowed) {
            wrong = outside(numbers, wrong + 1, to, below);
        }
        return wrong;
    }

    /** @param output the name of the output, or nothing if there is only one */
    private static void enough(String output, int[] labels, int batch, int perSample) {
        long needed = (long) batch * perSample;
        if (labels.length < needed) {
            throw new IllegalArgumentException("there are " + labels.length + " labels"
                    + (output.isEmpty() ? "" : " of " + output) + " for " + batch + " samples"
                    + (perSample == 1 ? "" : " of " + perSample + " steps, which need " + needed));
        }
    }

    private static void requireClass(String output, int[] labels, int wrong, int perSample, int classes) {
        if (wrong >= 0) {
            throw new IllegalArgumentException(
                    place(output.isEmpty() ? "labels" : "labels of " + output, wrong, perSample) + " is "
                            + labels[wrong] + ", but " + (output.isEmpty() ? "the model" : output) + " has " + classes
                            + " classes: 0 .. " + (classes - 1));
        }
    }

    /** Requires {@code steps} tokens for each of {@code batch} samples, each below {@code vocabulary}. */
    public static void tokens(String name, int[] tokens, int batch, int steps, int vocabulary) {
        long needed = (long) batch * steps;
        if (tokens.length < needed) {
            throw new IllegalArgumentException(name + " has " + tokens.length + " tokens, but " + batch + " samples of "
                    + steps + " need " + needed);
        }
        int wrong = outside(tokens, 0, batch * steps, vocabulary);
        if (wrong >= 0) {
            throw new IllegalArgumentException(place(name, wrong, steps) + " is " + tokens[wrong] + ", but tokens are "
                    + (tokens[wrong] < 0 ? "at least 0" : "below " + vocabulary));
        }
    }

    /** The first number from place {@code from} to below {@code to} that is not one of 0 .. {@code below} - 1, or -1. */
    private static int outside(int[] numbers, int from, int to, int below) {
        for (int i = from; i < to; i++) {
            if (numbers[i] < 0 || numbers[i] >= below) {
                return i;
            }
        }
        return -1;
    }

    private static String place(String name, int index, int perSample) {
        return perSample == 1
                ? name + "[" + index + "]"
                : name + "[" + index / perSample + ", " + index % perSample + "]";
    }

    /** Requires parameters with the layout of this model. */
    public static void parameters(Parameters parameters, String model, int floats) {
        if (!parameters.model().equals(model) || parameters.values().length != floats) {
            throw new IllegalArgumentException("these are parameters of " + parameters.model() + " ("
                    + parameters.values().length + " floats), but " + model + " needs its own (" + floats
                    + " floats), from newParameters");
        }
    }

    /** Requires a training state with as many moments as the model's optimiser keeps. */
    public static void state(TrainingState state, int first, int second) {
        if (state.first().length != first || state.second().length != second) {
            throw new IllegalArgumentException("this training state holds " + state.first().length + " and "
                    + state.second().length + " floats, but the model's optimiser needs " + first + " and " + second
                    + ", from newTrainingState");
        }
    }
}
