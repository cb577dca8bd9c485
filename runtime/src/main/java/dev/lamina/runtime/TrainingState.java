package dev.lamina.runtime;

import java.nio.file.Path;

/** Where a training run stands, beside the parameters: seed, steps taken, learning rate, the optimiser's moments. */
public final class TrainingState {

    private final float[] first;
    private final float[] second;
    private long seed;
    private long step;
    private float rate;

    /**
     * The state before the first step, with moments of zero.
     *
     * @param first floats of the first moment (momentum, Adam's mean): as many as the parameters have, or 0
     * @param second floats of the second moment (Adam's variance): as many as the parameters have, or 0
     */
    public TrainingState(long seed, float rate, int first, int second) {
        this.seed = seed;
        this.rate = rate;
        this.first = new float[first];
        this.second = new float[second];
    }

    /** What keys everything random in the run. */
    public long seed() {
        return seed;
    }

    /** The number of steps taken: 0 before the first update. */
    public long step() {
        return step;
    }

    /** Counts a step. */
    public void advance() {
        step++;
    }

    /** The learning rate of the next step. */
    public float rate() {
        return rate;
    }

    /** Sets the learning rate of the steps to come. */
    public void rate(float next) {
        rate = next;
    }

    /** The first moments, with the layout of the parameters; not a copy. */
    public float[] first() {
        return first;
    }

    /** The second moments, with the layout of the parameters; not a copy. */
    public float[] second() {
        return second;
    }

}
