package dev.lamina.cli.train;

import dev.lamina.cli.data.Samples;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.CounterRandom;
import dev.lamina.runtime.MultiNetwork;
import dev.lamina.runtime.TrainableNetwork;
import java.util.List;

/** Runs the training steps of a network on samples; holds the arrays that a step needs. */
abstract class Learner {

    final TrainableNetwork network;
    final Samples samples;
    private final BatchLengths lengths;

    Learner(TrainableNetwork network, Samples samples) {
        this.network = network;
        this.samples = samples;
        lengths = new BatchLengths(network, samples);
    }

    /** The learner for samples with labels or with targets, or for a network with several inputs or outputs. */
    static Learner of(TrainableNetwork network, Samples samples) {
        if (network instanceof MultiNetwork multi) {
            return new PortLearner(multi, samples);
        }
        return samples.labelled() ? new OfLabels(network, samples) : new OfNumbers(network, samples);
    }

    /**
     * The learner for networks that share parameters and state: one, or one for each thread if the model has shards.
     *
     * @param plan tells batch and seed
     */
    static Learner of(List<? extends TrainableNetwork> networks, Samples samples, EpochPlan plan) {
        List<Learner> each = networks.stream().map(network -> of(network, samples)).toList();
        return networks.get(0).shards() == 1 ? each.get(0) : new ShardedLearner(networks, each, samples, plan);
    }

    /** The order in which an epoch takes the samples. */
    int[] order(EpochPlan plan, int epoch) {
        return CounterRandom.permutation(samples.count(), plan.seed(), epoch);
    }

    /** Takes a training step on the samples {@code order[from] .. order[from + batch - 1]}; returns the loss before it. */
    float step(int[] order, int from, int batch) {
        float loss = pass(order, from, batch);
        network.update();
        return loss;
    }

    /** Computes the loss and the gradients of some samples. */
    final float pass(int[] order, int from, int batch) {
        lengths.tell(order, from, batch);
        return passOnInput(order, from, batch);
    }

    abstract float passOnInput(int[] order, int from, int batch);

    /** The number of rows that the loss is the mean of: one for each sample, or one for each step that is not padding. */
    int rows(int[] order, int from, int batch) {
        int rows = 0;
        for (int i = 0; i < batch; i++) {
            rows += samples.ownRows(order[from + i]);
        }
        return rows;
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

        OfLabels(TrainableNetwork network, Samples samples) {
            super(network, samples);
            input = NetworkInput.zeros(network, network.capacity());
            labels = new int[network.capacity() * samples.labelSize()];
            output = new float[network.capacity() * network.outputSize()];
        }

        @Override
        float passOnInput(int[] order, int from, int batch) {
            samples.gatherInputs(order, from, batch, input);
            samples.gatherLabels(order, from, batch, labels);
            float loss = input.forward(network, labels, batch);
            NetworkInput.backward(network);
            return loss;
        }

        @Override
        int correct(int[] order, int from, int batch) {
            network.output(output);
            int each = samples.labelSize();
            int classes = network.outputSize() / each;
            int correct = 0;
            for (int i = 0; i < batch; i++) {
                int own = each / samples.rows() * samples.ownRows(order[from + i]);
                for (int at = i * each; at < i * each + own; at++) {
                    correct += Score.best(output, at * classes, classes) == labels[at] ? 1 : 0;
                }
            }
            return correct;
        }
    }

    private static final class OfNumbers extends Learner {
        private final NetworkInput input;
        private final float[] target;

        OfNumbers(TrainableNetwork network, Samples samples) {
            super(network, samples);
            input = NetworkInput.zeros(network, network.capacity());
            target = new float[network.capacity() * samples.targetSize()];
        }

        @Override
        float passOnInput(int[] order, int from, int batch) {
            samples.gatherInputs(order, from, batch, input);
            samples.gatherTargets(order, from, batch, target);
            float loss = input.forward(network, target, batch);
            NetworkInput.backward(network);
            return loss;
        }

        @Override
        int correct(int[] order, int from, int batch) {
            return 0;
        }
    }
}
