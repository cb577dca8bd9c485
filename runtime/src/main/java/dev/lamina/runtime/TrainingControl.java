package dev.lamina.runtime;

/**
 * Sets the learning rate of each step as a schedule says, keeps the best parameters, and decides when a training ends. Everything it
 * remembers is in the {@link TrainingState}, so a training that is resumed from a file goes on as without the break.
 *
 * <p>A program calls it around its loop:
 *
 * <pre>{@code
 * TrainingControl control = Digits.newTrainingControl(state, stepsPerEpoch);
 * while (control.goesOn()) {
 *     for (int step = 0; step < stepsPerEpoch; step++) {
 *         control.beforeStep();
 *         network.trainStep(images, labels, batch);
 *     }
 *     control.afterEpoch(lossOfHeldOutSamples, parameters);
 * }
 * state.restoreBest(parameters);
 * }</pre>
 */
public final class TrainingControl {

    /** The patience of a training that runs for all its epochs. */
    public static final int NEVER = Integer.MAX_VALUE;

    private final TrainingState state;
    private final RateSchedule schedule;
    private final int patience;
    private final long stepsPerEpoch;
    private final int epochs;

    /**
     * The control of a training that begins, or goes on, at the step of its state.
     *
     * @param state the state of the training; the rate that it has before the first step is the one that the schedule changes
     * @param patience after how many epochs without a lower loss the training ends; {@link #NEVER} if it does not
     * @param stepsPerEpoch the number of steps of an epoch
     * @param epochs the most epochs
     * @throws IllegalArgumentException if a number is less than 1, or the floor of a cosine schedule is above the rate
     */
    public TrainingControl(TrainingState state, RateSchedule schedule, int patience, long stepsPerEpoch, int epochs) {
        requireOne("patience", patience);
        requireOne("steps of an epoch", stepsPerEpoch);
        requireOne("epochs", epochs);
        if (schedule.kind() == RateSchedule.Kind.COSINE && schedule.amount() > state.initialRate()) {
            throw new IllegalArgumentException(
                    "the floor " + schedule.amount() + " of the schedule is above the rate " + state.initialRate());
        }
        this.state = state;
        this.schedule = schedule;
        this.patience = patience;
        this.stepsPerEpoch = stepsPerEpoch;
        this.epochs = epochs;
    }

    private static void requireOne(String what, long number) {
        if (number < 1) {
            throw new IllegalArgumentException(what + ": " + number + ", but at least 1 is needed");
        }
    }

    /** Sets the learning rate of the next step in the state. Without a schedule the rate stays as it is. */
    public void beforeStep() {
        if (schedule.changes()) {
            double rate = state.initialRate();
            state.scheduledRate((float) schedule.rate(rate, state.step(), stepsPerEpoch, epochs, state.reductions()));
        }
    }

    /**
     * Takes the loss of the held-out samples after an epoch. If it is lower than that of every earlier epoch, the state keeps a copy of the
     * parameters; NaN never is.
     *
     * @return whether it is lower
     */
    public boolean afterEpoch(double loss, Parameters parameters) {
        if (schedule.kind() == RateSchedule.Kind.PLATEAU) {
            watch(loss);
        }
        boolean lower = loss < state.bestLoss();
        if (lower) {
            state.keepBest(parameters, loss);
        }
        return lower;
    }

    private void watch(double loss) {
        if (RateSchedule.isLower(loss, state.leastLoss())) {
            state.watched(loss, 0, state.reductions());
        } else if (state.epochsWithoutGain() < schedule.epochs()) {
            state.watched(state.leastLoss(), state.epochsWithoutGain() + 1, state.reductions());
        } else {
            state.watched(state.leastLoss(), 0, state.reductions() + 1);
        }
    }

    /** Whether the loss of held-out samples after each epoch decides anything: the end, or the rate. */
    public boolean needsHeldOut() {
        return patience != NEVER || schedule.kind() == RateSchedule.Kind.PLATEAU;
    }

    /** Replaces the loss of the best parameters, for a training that goes on with other held-out samples than before. */
    public void bestLoss(double loss) {
        state.bestLoss(loss);
    }

    /** The epochs that are done. */
    public long epochsDone() {
        return state.step() / stepsPerEpoch;
    }

    /** The number of the epoch with the best parameters, from 1; 0 if there are none. */
    public long bestEpoch() {
        return state.hasBest() ? state.bestStep() / stepsPerEpoch : 0;
    }

    /** Whether the loss was not lower for as many epochs as there is patience. */
    public boolean isOver() {
        return epochsDone() - bestEpoch() >= patience;
    }

    /** Whether there are epochs left, and the patience is not over. */
    public boolean goesOn() {
        return epochsDone() < epochs && !isOver();
    }
}
