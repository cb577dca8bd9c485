package dev.lamina.cli.train;

import dev.lamina.cli.console.Failure;
import dev.lamina.cli.data.Samples;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Numbers;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.TrainingControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Trains a network epoch by epoch; the same arguments give the same figures, but for times. */
public final class TrainingLoop {

    private final TrainableNetwork network;
    private final Samples samples;
    private final EpochPlan plan;
    private final Learner learner;
    private final TrainingControl control;
    private final GradientNorms norms = new GradientNorms();
    private final Optional<Samples> test;
    private final Optional<Network> predictor;
    private final TrainingView view;
    private final LongSupplier nanoTime;
    private final List<EpochReport> reports = new ArrayList<>();
    private final BestEpoch best;
    private final float[] good;
    private final Position first;
    private Optional<String> finding = Optional.empty();

    private final Speed training = new Speed();
    private long epochSamples;
    private long epochNanos;
    private final Speed overall = new Speed(); // with the time that testing takes, to tell when all is done

    private long started;
    private long lastStep;
    private long seen;

    /**
     * Prepares a training run.
     *
     * @param network the network to train, with room for a batch
     * @param samples the training samples
     * @param predictor shares its parameters with the network and predicts held-out samples after each epoch
     * @param test the held-out samples, perhaps none
     * @param nanoTime a clock
     */
    public TrainingLoop(
            TrainableNetwork network,
            Samples samples,
            Network predictor,
            Optional<Samples> test,
            EpochPlan plan,
            TrainingView view,
            LongSupplier nanoTime) {
        this(List.of(network), samples, predictor, test, plan, view, nanoTime);
    }

    /** As above, for a model with shards: on a network for each thread, which share parameters and state. */
    public TrainingLoop(
            List<? extends TrainableNetwork> networks,
            Samples samples,
            Network predictor,
            Optional<Samples> test,
            EpochPlan plan,
            TrainingView view,
            LongSupplier nanoTime) {
        this.network = networks.get(0);
        this.samples = samples;
        this.plan = plan;
        this.test = test;
        this.view = view;
        this.nanoTime = nanoTime;
        this.predictor = test.map(any -> predictor);
        learner = Learner.of(networks, samples, plan);
        good = network.parameters().values().clone();
        first = Position.after(network.state().step(), samples.count(), plan.batch());
        long stepsPerEpoch = (samples.count() + plan.batch() - 1L) / plan.batch();
        control = new TrainingControl(network.state(), plan.schedule(), plan.patience(), stepsPerEpoch, plan.epochs());
        best = new BestEpoch(network.state(), network.parameters(), control);
        if (test.isPresent() && network.state().hasBest()) {
            best.resume(
                    Position.after(network.state().bestStep(), samples.count(), plan.batch())
                                    .epoch()
                            - 1,
                    () -> Score.of(predictor, test.get()));
        }
    }

    /** The same loop, with a check after each part of each step. */
    public TrainingLoop checkedBy(StepCheck check) {
        learner.check(check);
        return this;
    }

    /**
     * Where a resumed run begins. The order of the samples and dropout depend on epoch and step alone, so the rest of the run is the same as
     * without the break.
     *
     * @param from how many samples of the epoch are done
     */
    public record Position(int epoch, int from) {

        /**
         * The position after a number of steps.
         *
         * @throws Failure if these are more epochs than a run can have
         */
        public static Position after(long steps, int samples, int batch) {
            long perEpoch = (samples + batch - 1L) / batch;
            if (steps / perEpoch >= Integer.MAX_VALUE) {
                throw new Failure("the state is of step " + steps + ", which no run with " + perEpoch
                        + " steps an epoch reaches; the file is damaged, or of other data");
            }
            return new Position((int) (steps / perEpoch + 1), (int) (steps % perEpoch * batch));
        }
    }

    /** Trains until the plan is done, its patience is over, the loss or a parameter is not finite, or {@code stop} says so. */
    public TrainingOutcome run(BooleanSupplier stop) {
        started = nanoTime.getAsLong();
        lastStep = started;
        try {
            int from = first.from();
            seen = (long) (first.epoch() - 1) * samples.count() + from;
            for (int epoch = first.epoch(); epoch <= plan.epochs(); epoch++) {
                if (test.isPresent() && control.isOver()) {
                    return outcome(TrainingOutcome.Ending.PATIENCE_OVER, 0);
                }
                Optional<TrainingOutcome> early = epoch(epoch, from, stop);
                from = 0;
                if (early.isPresent()) {
                    return early.get();
                }
            }
            return outcome(TrainingOutcome.Ending.DONE, 0);
        } finally {
            learner.close();
            view.close();
        }
    }

    /** One pass over the samples; returns an outcome if the run ends early. */
    private Optional<TrainingOutcome> epoch(int epoch, int begin, BooleanSupplier stop) {
        int[] order = learner.order(epoch);
        double loss = 0;
        long correct = 0;
        double weights = 0;
        long decisions = 0;
        epochSamples = 0;
        epochNanos = 0;
        for (int from = begin; from < order.length; from += plan.batch()) {
            if (stop.getAsBoolean()) {
                return Optional.of(outcome(TrainingOutcome.Ending.STOPPED, 0));
            }
            int batch = Math.min(plan.batch(), order.length - from);
            long before = nanoTime.getAsLong();
            control.beforeStep();
            float one = step(order, from, batch);
            tick(batch, before);
            if (!Float.isFinite(one)) {
                return Optional.of(diverged(one));
            }
            norms.add(network.gradientNorm());
            double weight = learner.weight(order, from, batch);
            loss += one * weight;
            weights += weight;
            decisions += learner.decisions(order, from, batch);
            correct += learner.correct(order, from, batch);
            seen += batch;
            view.step(progress(epoch, from + batch, mean(loss, weights), accuracy(correct, decisions)));
        }
        float[] values = network.parameters().values();
        if (!Numbers.allFinite(values, 0, values.length)) {
            return Optional.of(diverged(Float.NaN));
        }
        finish(epoch, mean(loss, weights), accuracy(correct, decisions));
        return Optional.empty();
    }

    /** A step of the learner; NaN if a check finds a number that is not finite. */
    private float step(int[] order, int from, int batch) {
        try {
            return learner.step(order, from, batch);
        } catch (StepCheck.NotFiniteException found) {
            finding = Optional.ofNullable(found.getMessage());
            return Float.NaN;
        }
    }

    /** What the check of {@link #checkedBy} has found; then the run has diverged. */
    public Optional<String> finding() {
        return finding;
    }

    private void tick(int batch, long before) {
        long now = nanoTime.getAsLong();
        training.add(batch, now - before);
        epochSamples += batch;
        epochNanos += now - before;
        overall.add(batch, now - lastStep);
        lastStep = now;
    }

    private void finish(int epoch, double loss, double accuracy) {
        float[] values = network.parameters().values();
        System.arraycopy(values, 0, good, 0, good.length);
        Optional<Score> score = predictor.flatMap(by -> test.map(held -> Score.of(by, held)));
        score.ifPresent(held -> best.offer(epoch, held));
        EpochReport report = new EpochReport(
                epoch,
                plan.epochs(),
                network.state().step(),
                loss,
                accuracy,
                new StepFigures(network.state().rate(), norms.mean(), norms.largest()),
                learner.accuracies(),
                score,
                best.epoch(),
                seconds(),
                epochSamples / Math.max(epochNanos / 1e9, 1e-9));
        norms.clear();
        reports.add(report);
        view.epoch(report);
    }

    private TrainingOutcome diverged(float loss) {
        System.arraycopy(good, 0, network.parameters().values(), 0, good.length);
        return outcome(TrainingOutcome.Ending.DIVERGED, loss);
    }

    private TrainingOutcome outcome(TrainingOutcome.Ending ending, float loss) {
        return new TrainingOutcome(
                ending,
                first.epoch() - 1 + reports.size(),
                network.state().step(),
                loss,
                List.copyOf(reports),
                best.score());
    }

    private Progress progress(int epoch, int done, double loss, double accuracy) {
        long left = (long) plan.epochs() * samples.count() - seen;
        return new Progress(
                epoch,
                plan.epochs(),
                done,
                samples.count(),
                loss,
                accuracy,
                training.perSecond(),
                left / overall.perSecond());
    }

    /** The mean loss; 0 if no label counted, as a network has it then. */
    private static double mean(double loss, double weights) {
        return weights == 0 ? 0 : loss / weights;
    }

    private static double accuracy(long correct, long decisions) {
        return decisions == 0 ? Double.NaN : (double) correct / decisions;
    }

    private double seconds() {
        return (nanoTime.getAsLong() - started) / 1e9;
    }
}
