package dev.lamina.cli.train;

import dev.lamina.cli.data.Samples;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.MultiNetwork;
import dev.lamina.runtime.TrainableNetwork;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

/** Runs the training steps of a network on samples; holds the arrays that a step needs. */
abstract class Learner {

    final TrainableNetwork network;
    final Samples samples;
    private final BatchLengths lengths;
    private Optional<StepCheck> check = Optional.empty();
    private final EpochPlan plan;
    private int first;

    /** The weights of the samples of a step; none if samples have no weights. */
    final float[] sampleWeights;

    Learner(TrainableNetwork network, Samples samples, EpochPlan plan) {
        this.plan = plan;
        this.network = network;
        this.samples = samples;
        lengths = new BatchLengths(network, samples);
        sampleWeights = new float[samples.weighted() ? network.capacity() : 0];
    }

    /** The learner for samples with labels or with targets, or for a network with several inputs or outputs. */
    static Learner of(TrainableNetwork network, Samples samples, EpochPlan plan) {
        if (network instanceof MultiNetwork multi) {
            return new PortLearner(multi, samples, plan);
        }
        if (samples.labelled()) {
            return new OfLabels(network, samples, plan);
        }
        return samples.loss().isBinary() ? new OfBinary(network, samples, plan) : new OfNumbers(network, samples, plan);
    }

    /**
     * The learner for networks that share parameters and state: one, or one for each thread if the model has shards.
     */
    static Learner of(List<? extends TrainableNetwork> networks, Samples samples, EpochPlan plan) {
        List<Learner> each =
                networks.stream().map(network -> of(network, samples, plan)).toList();
        return networks.get(0).shards() == 1 ? each.get(0) : new ShardedLearner(networks, each, samples, plan);
    }

    /** The order in which an epoch takes the samples. */
    int[] order(int epoch) {
        return samples.order(plan.seed(), epoch);
    }

    /** Checks each step from now on. */
    void check(StepCheck with) {
        check = Optional.of(with);
    }

    /** Takes a training step on the samples {@code order[from] .. order[from + batch - 1]}; returns the loss before it. */
    float step(int[] order, int from, int batch) {
        lengths.tell(order, from, batch);
        gather(order, from, batch);
        samples.gatherWeights(order, from, batch, sampleWeights);
        float loss = check.isPresent() ? checkedStep(check.get(), order, from, batch) : trainStep(batch);
        stepped(order, from, batch);
        return loss;
    }

    /**
     * Computes the loss and the gradients of some samples, which are a shard of a step.
     *
     * @param place the number of the first of them in the step
     * @param wholeSteps the time steps of all samples of the step, without padding
     */
    final float pass(int[] order, int from, int batch, int place, int wholeSteps) {
        first = place;
        lengths.tell(order, from, batch);
        gather(order, from, batch);
        samples.gatherWeights(order, from, batch, sampleWeights);
        float loss = check.isPresent() ? checkedPass(check.get(), call(order, from, batch, wholeSteps)) : pass(batch);
        stepped(order, from, batch);
        return loss;
    }

    private float pass(int batch) {
        float loss = forward(batch);
        backward();
        return loss;
    }

    private StepCheck.Call call(int[] order, int from, int batch, int wholeSteps) {
        return new StepCheck.Call(inputs(), batch, steps(order, from, batch), wholeSteps);
    }

    /** The time steps of some samples, without padding. */
    private int steps(int[] order, int from, int batch) {
        int steps = 0;
        for (int i = 0; i < batch; i++) {
            steps += samples.ownSteps(order[from + i]);
        }
        return steps;
    }

    private float checkedPass(StepCheck by, StepCheck.Call call) {
        float loss = forward(call.batch());
        by.forward(loss, call);
        backward();
        by.backward(call);
        return loss;
    }

    private float checkedStep(StepCheck by, int[] order, int from, int batch) {
        float loss = checkedPass(by, call(order, from, batch, steps(order, from, batch)));
        network.update();
        by.update();
        return loss;
    }

    /** Copies samples into the arrays that a step reads. */
    abstract void gather(int[] order, int from, int batch);

    /** The arrays of the inputs. */
    abstract List<NetworkInput> inputs();

    abstract float forward(int batch);

    void backward() {
        NetworkInput.backward(network);
    }

    /** Takes a training step on the samples that were gathered. */
    float trainStep(int batch) {
        float loss = pass(batch);
        network.update();
        return loss;
    }

    /** Called after a step. */
    void stepped(int[] order, int from, int batch) {
        // Only a network with several outputs counts what it predicted.
    }

    /** Copies the inputs of a step, and changes images as the plan says. */
    final void gather(NetworkInput input, int[] order, int from, int batch) {
        samples.gatherInputs(order, from, batch, input);
        plan.augmentation()
                .apply(
                        input.floats(),
                        first,
                        batch,
                        plan.seed(),
                        network.state().step());
    }

    /** What the loss divides the sum of its rows by: their number, one for each sample or step that is not padding; or their weights. */
    double weight(int[] order, int from, int batch) {
        if (!samples.weighted()) {
            return rows(order, from, batch);
        }
        double weight = 0;
        for (int i = 0; i < batch; i++) {
            weight += samples.weight(order[from + i]) * samples.ownRows(order[from + i]);
        }
        return weight;
    }

    /** What {@link TrainableNetwork#shard(int, int, int, float[], boolean)} needs of a step: for each output the weight of its labels. */
    float[] labelWeights(int[] order, int from, int batch) {
        return new float[0];
    }

    /**
     * The weight of the labels of an output of a step, as its loss counts them. They are read sample by sample, because a network of shards
     * has no room for a whole step.
     *
     * @param labels receives those of a sample
     * @param own how many labels a sample has that are not of padding
     */
    final float labelWeight(int output, int[] order, int from, int batch, int[] labels, IntUnaryOperator own) {
        double sum = 0;
        for (int i = from; i < from + batch; i++) {
            samples.gatherLabels(output, order, i, 1, labels);
            sum += network.labelWeight(output, labels, 0, own.applyAsInt(order[i]));
        }
        return (float) sum;
    }

    /** How many classes or labels {@link #correct} is of. */
    long decisions(int[] order, int from, int batch) {
        return (long) rows(order, from, batch) * samples.decisions();
    }

    private int rows(int[] order, int from, int batch) {
        int rows = 0;
        for (int i = 0; i < batch; i++) {
            rows += samples.ownRows(order[from + i]);
        }
        return rows;
    }

    /**
     * The sum of a figure over the labels or targets of a step, without those of padding.
     *
     * @param each how many of them a sample has
     * @param figure is given their places in the arrays of the step
     */
    final double sum(int[] order, int from, int batch, int each, IntToDoubleFunction figure) {
        double sum = 0;
        for (int i = 0; i < batch; i++) {
            int own = each / samples.rows() * samples.ownRows(order[from + i]);
            for (int at = i * each; at < i * each + own; at++) {
                sum += figure.applyAsDouble(at);
            }
        }
        return sum;
    }

    /** How many labels of these samples were predicted correctly before the step; 0 if there are no classes. */
    abstract int correct(int[] order, int from, int batch);

    /** For each output with labels the share that the steps since the last call predicted correctly; none if there is one output. */
    List<OutputAccuracy> accuracies() {
        return List.of();
    }

    /** Ends the threads that belong to this learner. */
    void close() {
        // the threads of a network belong to it
    }

    private static final class OfLabels extends Learner {
        private final NetworkInput input;
        private final int[] labels;
        private final float[] output;
        private final double[] weights;
        private final boolean counted;

        OfLabels(TrainableNetwork network, Samples samples, EpochPlan plan) {
            super(network, samples, plan);
            int classes = network.outputSize() / samples.labelSize();
            weights =
                    LossWeights.of(samples.loss(), classes, network.parameters().preprocessing());
            counted = samples.loss().isCounted();
            input = NetworkInput.zeros(network, network.capacity());
            labels = new int[network.capacity() * samples.labelSize()];
            output = new float[network.capacity() * network.outputSize()];
        }

        @Override
        void gather(int[] order, int from, int batch) {
            gather(input, order, from, batch);
            samples.gatherLabels(order, from, batch, labels);
        }

        @Override
        List<NetworkInput> inputs() {
            return List.of(input);
        }

        @Override
        float forward(int batch) {
            return samples.weighted()
                    ? input.forward(network, labels, sampleWeights, batch)
                    : input.forward(network, labels, batch);
        }

        @Override
        float[] labelWeights(int[] order, int from, int batch) {
            int each = samples.labelSize() / samples.rows();
            return new float[] {
                labelWeight(
                        0, order, from, batch, new int[samples.labelSize()], sample -> each * samples.ownRows(sample))
            };
        }

        @Override
        double weight(int[] order, int from, int batch) {
            return counted ? weightOfLabels(order, from, batch) : super.weight(order, from, batch);
        }

        @Override
        long decisions(int[] order, int from, int batch) {
            return counted
                    ? (long) sum(order, from, batch, samples.labelSize(), at -> counts(at) ? 1 : 0)
                    : super.decisions(order, from, batch);
        }

        private double weightOfLabels(int[] order, int from, int batch) {
            int each = samples.labelSize();
            if (!samples.weighted()) {
                return sum(order, from, batch, each, this::weight);
            }
            double sum = 0;
            for (int i = 0; i < batch; i++) {
                int start = i * each;
                sum += samples.weight(order[from + i]) * sum(order, from + i, 1, each, at -> weight(start + at));
            }
            return sum;
        }

        private double weight(int at) {
            return counts(at) ? weights[labels[at]] : 0;
        }

        private boolean counts(int at) {
            return !samples.loss().ignores(labels[at]);
        }

        @Override
        int correct(int[] order, int from, int batch) {
            network.output(output);
            int each = samples.labelSize();
            int classes = network.outputSize() / each;
            return (int) sum(
                    order,
                    from,
                    batch,
                    each,
                    at -> counts(at) && Score.best(output, at * classes, classes) == labels[at] ? 1 : 0);
        }
    }

    private static class OfNumbers extends Learner {
        private final NetworkInput input;
        final float[] target;

        OfNumbers(TrainableNetwork network, Samples samples, EpochPlan plan) {
            super(network, samples, plan);
            input = NetworkInput.zeros(network, network.capacity());
            target = new float[network.capacity() * samples.targetSize()];
        }

        @Override
        void gather(int[] order, int from, int batch) {
            gather(input, order, from, batch);
            if (samples.targetIsInput()) { // as the augmentation has changed it
                System.arraycopy(input.floats(), 0, target, 0, batch * samples.targetSize());
            } else {
                samples.gatherTargets(order, from, batch, target);
            }
        }

        @Override
        List<NetworkInput> inputs() {
            return List.of(input);
        }

        @Override
        float forward(int batch) {
            return samples.weighted()
                    ? input.forward(network, target, sampleWeights, batch)
                    : input.forward(network, target, batch);
        }

        @Override
        int correct(int[] order, int from, int batch) {
            return 0;
        }
    }

    /** Numbers of 0 and 1, or between: whether labels are there. */
    private static final class OfBinary extends OfNumbers {
        private final float[] output;

        OfBinary(TrainableNetwork network, Samples samples, EpochPlan plan) {
            super(network, samples, plan);
            output = new float[target.length];
        }

        @Override
        int correct(int[] order, int from, int batch) {
            network.output(output);
            return (int) sum(
                    order,
                    from,
                    batch,
                    samples.targetSize(),
                    at -> BinaryTally.isRight(output[at], target[at]) ? 1 : 0);
        }
    }
}
