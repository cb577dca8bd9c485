package dev.lamina.cli.train;

import dev.lamina.cli.data.Samples;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.SequenceNetwork;
import dev.lamina.runtime.ShardOrder;
import dev.lamina.runtime.ShardedTraining;
import dev.lamina.runtime.TrainableNetwork;
import java.util.Arrays;
import java.util.List;

/** Takes the training steps of a model with shards, on a learner for each thread. */
final class ShardedLearner extends Learner {
    private final List<Learner> learners;
    private final ShardOrder shards;
    private final ShardedTraining training;
    private final int[] correct;

    ShardedLearner(List<? extends TrainableNetwork> networks, List<Learner> learners, Samples samples, EpochPlan plan) {
        super(networks.get(0), samples, plan);
        this.learners = learners;
        shards = new ShardOrder(samples.count(), network.shards(), plan.batch(), plan.seed());
        training = new ShardedTraining(networks);
        correct = new int[shards.shards()];
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
        return training.step(sizes, steps(order, from, batch), (thread, shard) -> {
            Learner learner = learners.get(thread);
            int first = from + starts[shard];
            float loss = learner.pass(order, first, sizes[shard], starts[shard]);
            correct[shard] = learner.correct(order, first, sizes[shard]);
            return loss;
        });
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
        return learners.get(0).weight(order, from, batch);
    }

    @Override
    long decisions(int[] order, int from, int batch) {
        return learners.get(0).decisions(order, from, batch);
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
