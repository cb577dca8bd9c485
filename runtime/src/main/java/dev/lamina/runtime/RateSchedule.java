package dev.lamina.runtime;

/**
 * How the learning rate changes during a training. The rate of a step is computed from the number of the step, so a training that is
 * resumed goes on with the rates that it would have had. {@link TrainingControl} applies a schedule.
 *
 * @param kind the formula
 * @param epochs {@code every} of a step schedule, {@code warmup} of a cosine schedule, {@code patience} of a plateau schedule; else 0
 * @param amount {@code floor} of a cosine schedule, {@code factor} of the others
 */
public record RateSchedule(Kind kind, double epochs, double amount) {

    /** The formulas of the rate. */
    public enum Kind {
        /** rate: the schedule leaves it as it is. */
        CONSTANT,
        /** rate · factor^⌊epoch / every⌋, where epoch counts from 0. */
        STEP,
        /** A line from 0 to rate, then half a cosine from rate to floor. */
        COSINE,
        /** rate · factor^n, where n counts how often the loss of held-out samples stopped falling. */
        PLATEAU
    }

    /** A loss that is lower by a smaller part than this is not lower for {@link Kind#PLATEAU}, as in PyTorch. */
    private static final double THRESHOLD = 1e-4;

    /** The rate stays what it is; a program may set it by {@link TrainingState#rate(float)}. */
    public static RateSchedule constant() {
        return new RateSchedule(Kind.CONSTANT, 0, 1);
    }

    /**
     * The rate is multiplied by {@code factor} after every {@code every} epochs, as by PyTorch's {@code StepLR}.
     *
     * @throws IllegalArgumentException if {@code every} is less than 1 or {@code factor} is not from 0 to 1
     */
    public static RateSchedule step(int every, double factor) {
        require(every >= 1, "every", every);
        require(factor >= 0 && factor <= 1, "factor", factor);
        return new RateSchedule(Kind.STEP, every, factor);
    }

    /**
     * The rate of step t, which counts from 0, of T steps, of which W = {@code warmup} epochs: rate · (t + 1) / W while t is below W, then
     * floor + (rate - floor) · (1 + cos(π (t - W) / (T - W))) / 2, as by PyTorch's {@code CosineAnnealingLR} (Loshchilov and Hutter 2017).
     *
     * @param warmup epochs, perhaps a part of one
     * @param floor the rate that the end of the training comes close to
     * @throws IllegalArgumentException if an argument is negative
     */
    public static RateSchedule cosine(double warmup, double floor) {
        require(warmup >= 0, "warmup", warmup);
        require(floor >= 0, "floor", floor);
        return new RateSchedule(Kind.COSINE, warmup, floor);
    }

    /**
     * The rate is multiplied by {@code factor} when the loss of held-out samples was not lower for more than {@code patience} epochs, as by
     * PyTorch's {@code ReduceLROnPlateau}. A loss is lower if it is less than 0.9999 times the least one before.
     *
     * @throws IllegalArgumentException if {@code patience} is negative or {@code factor} is not from 0 to 1
     */
    public static RateSchedule plateau(int patience, double factor) {
        require(patience >= 0, "patience", patience);
        require(factor >= 0 && factor <= 1, "factor", factor);
        return new RateSchedule(Kind.PLATEAU, patience, factor);
    }

    private static void require(boolean right, String what, double value) {
        if (!right) {
            throw new IllegalArgumentException(what + " is " + value);
        }
    }

    /** Whether the rate may change. */
    public boolean changes() {
        return kind != Kind.CONSTANT;
    }

    /**
     * The rate of a step.
     *
     * @param rate the rate that the training began with
     * @param step the number of the step, from 0
     * @param stepsPerEpoch the steps of an epoch
     * @param allEpochs the epochs of the training
     * @param reductions how often the loss has stopped falling
     */
    double rate(double rate, long step, long stepsPerEpoch, long allEpochs, long reductions) {
        return switch (kind) {
            case CONSTANT -> rate;
            case STEP -> rate * StrictMath.pow(amount, times(step / stepsPerEpoch));
            case PLATEAU -> rate * StrictMath.pow(amount, (double) reductions);
            case COSINE -> cosine(rate, step, Math.round(epochs * stepsPerEpoch), stepsPerEpoch * allEpochs);
        };
    }

    /** How often the rate of a step schedule has been multiplied before an epoch. */
    private double times(long epoch) {
        return Math.floor(epoch / epochs);
    }

    private double cosine(double rate, long step, long warm, long all) {
        if (step < warm) {
            return rate * (step + 1) / warm;
        }
        double share = all <= warm ? 1 : Math.min(1, (double) (step - warm) / (all - warm));
        return amount + (rate - amount) * (1 + cosineOfHalfTurns(share)) / 2;
    }

    /** The cosine of pi times a number from 0 to 1. */
    private static double cosineOfHalfTurns(double halfTurns) {
        if (halfTurns <= 0.25) {
            return SmallAngles.cos(StrictMath.PI * halfTurns);
        }
        return halfTurns < 0.75
                ? SmallAngles.sin(StrictMath.PI * (0.5 - halfTurns))
                : -SmallAngles.cos(StrictMath.PI * (1 - halfTurns));
    }

    /** Whether a loss is lower than the least one before. */
    static boolean isLower(double loss, double least) {
        return loss < least * (1 - THRESHOLD);
    }

    /** As a model file says it: {@code cosine(warmup = 2, floor = 0)}. */
    @Override
    public String toString() {
        return switch (kind) {
            case CONSTANT -> "constant";
            case STEP -> "step(every = " + text(epochs) + ", factor = " + text(amount) + ")";
            case COSINE -> "cosine(warmup = " + text(epochs) + ", floor = " + text(amount) + ")";
            case PLATEAU -> "plateau(patience = " + text(epochs) + ", factor = " + text(amount) + ")";
        };
    }

    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
