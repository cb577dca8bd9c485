package dev.lamina.cli.train;

import dev.lamina.cli.data.Samples;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.MultiNetwork;
import dev.lamina.runtime.TrainableNetwork;
import java.util.List;

/** Runs the training steps of a network on samples; holds the arrays that a step needs. */
abstract class Learner {

    final TrainableNetwork network;
    final Samples samples;
    private final BatchLengths lengths;
    private final EpochPlan plan;

    Learner(TrainableNetwork network, Samples samples, EpochPlan plan) {
        this.plan = plan;
        this.network = network;
        this.samples = samples;
        lengths = new BatchLengths(network, samples);
    }

    /** The learner for samples with labels or with targets, or for a network with several inputs or outputs. */
    static Learner of(TrainableNetwork network, Samples samples, EpochPlan plan) {
        if (network instanceof MultiNetwork multi) {
            return new PortLearner(multi, samples, plan);
        }
        return samples.labelled() ? new OfLabels(network, samples, plan) : new OfNumbers(network, samples, plan);
    }

    /** Takes a training step on the samples {@code order[from] .. order[from + batch - 1]}; returns the loss before it. */
    final float step(int[] order, int from, int batch) {
        lengths.tell(order, from, batch);
        return stepOnInput(order, from, batch);
    }

    /** Copies the inputs of a step, and changes images as the plan says. */
    final void gather(NetworkInput input, int[] order, int from, int batch) {
        samples.gatherInputs(order, from, batch, input);
        plan.augmentation()
                .apply(input.floats(), batch, plan.seed(), network.state().step());
    }

    abstract float stepOnInput(int[] order, int from, int batch);

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

    private static final class OfLabels extends Learner {
        private final NetworkInput input;
        private final int[] labels;
        private final float[] output;

        OfLabels(TrainableNetwork network, Samples samples, EpochPlan plan) {
            super(network, samples, plan);
            input = NetworkInput.zeros(network, network.capacity());
            labels = new int[network.capacity() * samples.labelSize()];
            output = new float[network.capacity() * network.outputSize()];
        }

        @Override
        float stepOnInput(int[] order, int from, int batch) {
            gather(input, order, from, batch);
            samples.gatherLabels(order, from, batch, labels);
            return input.trainStep(network, labels, batch);
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

        OfNumbers(TrainableNetwork network, Samples samples, EpochPlan plan) {
            super(network, samples, plan);
            input = NetworkInput.zeros(network, network.capacity());
            target = new float[network.capacity() * samples.targetSize()];
        }

        @Override
        float stepOnInput(int[] order, int from, int batch) {
            gather(input, order, from, batch);
            samples.gatherTargets(order, from, batch, target);
            return input.trainStep(network, target, batch);
        }

        @Override
        int correct(int[] order, int from, int batch) {
            return 0;
        }
    }
}
