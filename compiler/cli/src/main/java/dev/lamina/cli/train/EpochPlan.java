package dev.lamina.cli.train;

import dev.lamina.cli.console.Text;
import dev.lamina.runtime.RateSchedule;
import dev.lamina.runtime.TrainingControl;
import java.util.Optional;

/**
 * For how many epochs, in batches of which size and at which rates to train.
 *
 * @param epochs the most passes over the samples
 * @param batch samples of a step
 * @param seed determines the order of the samples
 * @param schedule how the learning rate changes
 * @param patience the number of epochs without a lower loss on the held-out samples after which to stop; {@link TrainingControl#NEVER} if
 *     all epochs are to run
 * @param augmentation how the images of a step are changed
 */
public record EpochPlan(
        int epochs, int batch, long seed, RateSchedule schedule, int patience, Augmentation augmentation) {

    /** A plan with one rate and without an early end. */
    public EpochPlan(int epochs, int batch, long seed) {
        this(epochs, batch, seed, RateSchedule.constant(), TrainingControl.NEVER, Augmentation.NONE);
    }

    /** A plan that leaves images as they are. */
    public EpochPlan(int epochs, int batch, long seed, RateSchedule schedule, int patience) {
        this(epochs, batch, seed, schedule, patience, Augmentation.NONE);
    }

    /** The same with an early end. */
    public EpochPlan withPatience(int epochsWithoutGain) {
        return new EpochPlan(epochs, batch, seed, schedule, epochsWithoutGain, augmentation);
    }

    /** The same with images that are changed. */
    public EpochPlan withAugmentation(Augmentation change) {
        return new EpochPlan(epochs, batch, seed, schedule, patience, change);
    }

    /** The error if the schedule cannot lower this rate, because its floor is above it. */
    public Optional<String> problem(float rate) {
        return schedule.kind() == RateSchedule.Kind.COSINE && schedule.amount() > rate
                ? Optional.of(
                        "the rate " + Text.plain(rate) + " is below the floor of the schedule, " + schedule.amount())
                : Optional.empty();
    }

    /** Whether something depends on the loss of held-out samples. */
    public boolean needsHeldOut() {
        return patience != TrainingControl.NEVER || schedule.kind() == RateSchedule.Kind.PLATEAU;
    }
}
