package dev.lamina.runtime;

import java.util.Arrays;

/** The number of steps of each sample of a call, as generated classes over sequences keep them. */
public final class Lengths {

    private final int least;
    private final int steps;
    private final int[] lengths;
    private int length;
    private int given;
    private Lengths[] behind = {};
    private long plus;
    private long divisor = 1;

    /** Lengths of samples that all have {@code steps} steps. */
    public Lengths(int steps, int capacity) {
        this(1, steps, capacity);
    }

    /**
     * As above, where samples have {@code least} steps at least: layers that give fewer steps than they read leave none of fewer.
     */
    public Lengths(int least, int steps, int capacity) {
        this.least = least;
        this.steps = steps;
        this.lengths = new int[capacity];
        setAll(steps);
    }

    /**
     * The lengths of values that have floor((s + plus) / divisor) steps where a sample has s, as behind a window that moves by {@code
     * divisor}. They follow these lengths, and are not set themselves.
     */
    public Lengths behind(long plus, long divisor) {
        Lengths other = new Lengths(1, Integer.MAX_VALUE, lengths.length);
        other.plus = plus;
        other.divisor = divisor;
        behind = Arrays.copyOf(behind, behind.length + 1);
        behind[behind.length - 1] = other;
        other.follow(this, lengths.length);
        return other;
    }

    /** Takes over the lengths of the first samples of a batch, and how many steps arrays have for each sample. */
    private void follow(Lengths before, int batch) {
        length = of(before.length, plus, divisor);
        for (int i = 0; i < batch; i++) {
            lengths[i] = of(before.lengths[i], plus, divisor);
        }
    }

    private static int of(int steps, long plus, long divisor) {
        return (int) Math.floorDiv(steps + plus, divisor);
    }

    private void tell(int batch) {
        for (Lengths other : behind) {
            other.follow(this, batch);
        }
    }

    /** The steps that arrays have for each sample, padding included. */
    public int length() {
        return length;
    }

    /** The steps of each sample; not a copy. */
    public int[] ofSamples() {
        return lengths;
    }

    /**
     * Sets the same number of steps for all samples.
     *
     * @throws IllegalArgumentException if samples cannot have as many
     */
    public void setAll(int all) {
        if (all < least || all > steps) {
            throw new IllegalArgumentException(
                    "the length is " + all + ", but sequences of this model have " + least + " .. " + steps + " steps");
        }
        length = all;
        given = 0;
        Arrays.fill(lengths, all);
        tell(lengths.length);
    }

    /**
     * Sets the number of steps of each sample of a batch.
     *
     * @throws IllegalArgumentException if a sample cannot have as many
     */
    public void set(int[] each, int batch) {
        Checks.batch(batch, lengths.length);
        if (each.length < batch) {
            throw new IllegalArgumentException("there are " + each.length + " lengths for " + batch + " samples");
        }
        for (int i = 0; i < batch; i++) {
            if (each[i] < least || each[i] > length) {
                throw new IllegalArgumentException("lengths[" + i + "] is " + each[i] + ", but samples have " + least
                        + " .. " + length + " steps here");
            }
        }
        given = batch;
        System.arraycopy(each, 0, lengths, 0, batch);
        tell(batch);
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
