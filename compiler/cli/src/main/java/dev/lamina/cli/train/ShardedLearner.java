package dev.lamina.cli.train;

import dev.lamina.cli.data.Samples;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.SequenceNetwork;
import dev.lamina.runtime.ShardOrder;
import dev.lamina.runtime.ShardedTraining;
import dev.lamina.runtime.TrainableNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Takes the training steps of a model with shards, on a learner for each thread. */
final class ShardedLearner extends Learner {
    private final List<Learner> learners;
    private final ShardOrder shards;
    private final ShardedTraining training;
    private final int[] correct;
    private final double[] weights;
    private final long[] decisions;
    private Optional<StepCheck> check = Optional.empty();

    ShardedLearner(List<? extends TrainableNetwork> networks, List<Learner> learners, Samples samples, EpochPlan plan) {
        super(networks.get(0), samples, plan);
        this.learners = learners;
        shards = new ShardOrder(samples.count(), network.shards(), plan.batch(), plan.seed());
        training = new ShardedTraining(networks);
        correct = new int[shards.shards()];
        weights = new double[shards.shards()];
        decisions = new long[shards.shards()];
    }

    @Override
    int[] order(int epoch) {
        return shards.all(epoch);
    }

    @Override
    float step(int[] order, int from, int batch) {
        int[] sizes = shards.sizes(from / shards.batch());
        int[] starts = new int[sizes.length];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = starts[i - 1] + sizes[i - 1];
        }
        Arrays.fill(correct, 0);
        Arrays.fill(weights, 0);
        Arrays.fill(decisions, 0);
        int steps = steps(order, from, batch);
        float[] labelWeights = network.weighsLabels() ? learners.get(0).labelWeights(order, from, batch) : new float[0];
        float loss = training.step(sizes, steps, labelWeights, (thread, shard) -> {
            Learner learner = learners.get(thread);
            int first = from + starts[shard];
            float part = learner.pass(order, first, sizes[shard], starts[shard], steps);
            correct[shard] = learner.correct(order, first, sizes[shard]);
            weights[shard] = learner.weight(order, first, sizes[shard]);
            decisions[shard] = learner.decisions(order, first, sizes[shard]);
            return part;
        });
        check.ifPresent(StepCheck::update);
        return loss;
    }

    /** Checks each shard, and the parameters after each step. A check follows one network, so there is one thread. */
    @Override
    void check(StepCheck with) {
        check = Optional.of(with);
        learners.forEach(learner -> learner.check(with));
    }

    /** The time steps of some samples, without padding. */
    private int steps(int[] order, int from, int batch) {
        if (!samples.padded()) {
            return network instanceof SequenceNetwork sequences ? batch * sequences.length() : 0;
        }
        int steps = 0;
        for (int i = 0; i < batch; i++) {
            steps += samples.ownSteps(order[from + i]);
        }
        return steps;
    }

    @Override
    void gather(int[] order, int from, int batch) {
        throw eachThread();
    }

    @Override
    List<NetworkInput> inputs() {
        throw eachThread();
    }

    @Override
    float forward(int batch) {
        throw eachThread();
    }

    @Override
    float trainStep(int batch) {
        throw eachThread();
    }

    private static IllegalStateException eachThread() {
        return new IllegalStateException("each thread has a learner for its shards");
    }

    @Override
    double weight(int[] order, int from, int batch) {
        return Arrays.stream(weights).sum();
    }

    @Override
    long decisions(int[] order, int from, int batch) {
        return Arrays.stream(decisions).sum();
    }

    @Override
    int correct(int[] order, int from, int batch) {
        return Arrays.stream(correct).sum();
    }

    @Override
    List<OutputAccuracy> accuracies() {
        if (learners.get(0) instanceof PortLearner all) {
            learners.stream().skip(1).forEach(other -> all.takeCounts((PortLearner) other));
        }
        return learners.get(0).accuracies();
    }

    @Override
    void close() {
        training.close();
    }
}
