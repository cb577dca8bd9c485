package dev.lamina.runtime;

import java.util.Arrays;

/**
 * Which steps of the sequences of a batch are there, where the others are gaps: measurements that failed, or steps of other samples. A
 * network sees a sequence without its gaps. {@link #pack} moves the steps that are there to the front, {@link #lengths} says how many they
 * are, and {@link #unpack} moves the numbers of an output back to their steps:
 *
 * <pre>{@code
 * mask.set(present, batch);
 * mask.pack(x, 3, packed);
 * network.lengths(mask.lengths(), batch);
 * network.predict(packed, batch, into);
 * }</pre>
 *
 * <p>So a recurrent layer skips a gap and keeps its state, in both directions; means and maxima over steps, attention, batchnorm and losses do not
 * see it. Layers that look at neighbouring steps, such as {@code conv}, or count steps, such as {@code positions}, take the steps on both
 * sides of a gap for neighbours. No method allocates memory. An object belongs to one thread at a time, which is not checked.
 */
public final class StepMask {

    private final int steps;
    private final int[] lengths;
    private final int[] places;
    private int batch;

    /**
     * For up to {@code capacity} samples.
     *
     * @param steps the steps that arrays have for each sample, those that are gaps included
     */
    public StepMask(int steps, int capacity) {
        if (steps < 1 || capacity < 1) {
            throw new IllegalArgumentException("a mask of " + steps + " steps for " + capacity + " samples");
        }
        this.steps = steps;
        lengths = new int[capacity];
        places = new int[Math.multiplyExact(steps, capacity)];
    }

    /**
     * Says which steps are there.
     *
     * @param present for each sample its steps, one sample after the other
     * @throws IllegalArgumentException if there are too few, or a sample has no step
     */
    public void set(boolean[] present, int samples) {
        Checks.batch(samples, lengths.length);
        if (present.length < samples * steps) {
            throw new IllegalArgumentException("the mask has " + present.length + " steps, but " + samples
                    + " samples of " + steps + " need " + samples * steps);
        }
        batch = 0;
        for (int n = 0; n < samples; n++) {
            int own = 0;
            for (int t = 0; t < steps; t++) {
                if (present[n * steps + t]) {
                    places[n * steps + own++] = t;
                }
            }
            if (own == 0) {
                throw new IllegalArgumentException("the mask leaves no step of sample " + n);
            }
            lengths[n] = own;
        }
        batch = samples;
    }

    /** How many steps of each sample are there; not a copy. */
    public int[] lengths() {
        return lengths;
    }

    /**
     * Moves the steps that are there to the front; those behind them become zeros.
     *
     * @param features the numbers of a step
     * @param into another array, of the same form
     */
    public void pack(float[] from, int features, float[] into) {
        requireRoom(from.length, into.length, features);
        for (int n = 0; n < batch; n++) {
            for (int own = 0; own < lengths[n]; own++) {
                int place = place(n, own);
                System.arraycopy(from, place * features, into, (n * steps + own) * features, features);
            }
            Arrays.fill(into, (n * steps + lengths[n]) * features, (n + 1) * steps * features, 0f);
        }
    }

    /** As {@link #pack(float[], int, float[])}, of a token or a label at each step. */
    public void pack(int[] from, int[] into) {
        requireRoom(from.length, into.length, 1);
        for (int n = 0; n < batch; n++) {
            for (int own = 0; own < lengths[n]; own++) {
                into[n * steps + own] = from[place(n, own)];
            }
            Arrays.fill(into, n * steps + lengths[n], (n + 1) * steps, 0);
        }
    }

    /**
     * Moves the numbers of an output, or of a gradient of the input, back to the steps that are there; gaps become zeros.
     *
     * @param features the numbers of a step
     * @param into another array, of the same form
     */
    public void unpack(float[] from, int features, float[] into) {
        requireRoom(from.length, into.length, features);
        Arrays.fill(into, 0, batch * steps * features, 0f);
        for (int n = 0; n < batch; n++) {
            for (int own = 0; own < lengths[n]; own++) {
                System.arraycopy(from, (n * steps + own) * features, into, place(n, own) * features, features);
            }
        }
    }

    /** The number of a step among all of the batch: the one that is the {@code own}th of sample {@code n} that is there. */
    private int place(int n, int own) {
        return n * steps + places[n * steps + own];
    }

    private void requireRoom(int from, int into, int features) {
        Checks.length("the array to read", from, batch, steps * features);
        Checks.length("the array to write", into, batch, steps * features);
    }
}
