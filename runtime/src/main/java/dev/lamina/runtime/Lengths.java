package dev.lamina.runtime;

import java.util.Arrays;

/** The number of steps of each sample of a call, as generated classes over sequences keep them. */
public final class Lengths {

    private final int steps;
    private final int[] lengths;
    private int length;
    private int given;

    /** Lengths of samples that all have {@code steps} steps. */
    public Lengths(int steps, int capacity) {
        this.steps = steps;
        this.lengths = new int[capacity];
        setAll(steps);
    }

    /** The steps that arrays have for each sample, padding included. */
    public int length() {
        return length;
    }

    /** The steps of each sample; not a copy. */
    public int[] ofSamples() {
        return lengths;
    }

    /** Sets the same number of steps for all samples. */
    public void setAll(int all) {
        if (all < 1 || all > steps) {
            throw new IllegalArgumentException(
                    "the length is " + all + ", but sequences of this model have 1 .. " + steps + " steps");
        }
        length = all;
        given = 0;
        Arrays.fill(lengths, all);
    }

    /** Sets the number of steps of each sample of a batch. */
    public void set(int[] each, int batch) {
        Checks.batch(batch, lengths.length);
        if (each.length < batch) {
            throw new IllegalArgumentException("there are " + each.length + " lengths for " + batch + " samples");
        }
        for (int i = 0; i < batch; i++) {
            if (each[i] < 1 || each[i] > length) {
                throw new IllegalArgumentException(
                        "lengths[" + i + "] is " + each[i] + ", but samples have 1 .. " + length + " steps here");
            }
        }
        given = batch;
        System.arraycopy(each, 0, lengths, 0, batch);
    }

    /** Requires that a call has as many samples as lengths were set for, if any were set. Returns {@link #length()}. */
    public int of(int batch) {
        if (given > 0 && given != batch) {
            throw new IllegalArgumentException("lengths were given for " + given + " samples, but the batch is " + batch
                    + "; length(" + length + ") makes all samples as long again");
        }
        return length;
    }

    /** The sum of the steps of the samples of a batch. */
    public int total(int batch) {
        int total = 0;
        for (int i = 0; i < batch; i++) {
            total += lengths[i];
        }
        return total;
    }
}
