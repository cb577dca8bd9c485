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
        if (samples.labelled()) {
            return new OfLabels(network, samples);
        }
        return samples.loss().isBinary() ? new OfBinary(network, samples) : new OfNumbers(network, samples);
    }

    /** Takes a training step on the samples {@code order[from] .. order[from + batch - 1]}; returns the loss before it. */
    final float step(int[] order, int from, int batch) {
        lengths.tell(order, from, batch);
        return stepOnInput(order, from, batch);
    }

    abstract float stepOnInput(int[] order, int from, int batch);

    /** What the loss divides the sum of its rows by: their number, one for each sample or step that is not padding; or their weights. */
    double weight(int[] order, int from, int batch) {
        return rows(order, from, batch);
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
        private final double[] weights;
        private final boolean counted;

        OfLabels(TrainableNetwork network, Samples samples) {
            super(network, samples);
            int classes = network.outputSize() / samples.labelSize();
            weights = LossWeights.of(
                    samples.loss(), classes, network.parameters().preprocessing());
            counted = samples.loss().isCounted();
            input = NetworkInput.zeros(network, network.capacity());
            labels = new int[network.capacity() * samples.labelSize()];
            output = new float[network.capacity() * network.outputSize()];
        }

        @Override
        float stepOnInput(int[] order, int from, int batch) {
            samples.gatherInputs(order, from, batch, input);
            samples.gatherLabels(order, from, batch, labels);
            return input.trainStep(network, labels, batch);
        }

        @Override
        double weight(int[] order, int from, int batch) {
            return counted ? counted(order, from, batch, true) : super.weight(order, from, batch);
        }

        @Override
        long decisions(int[] order, int from, int batch) {
            return counted ? (long) counted(order, from, batch, false) : super.decisions(order, from, batch);
        }

        /** The number of labels that count, or the sum of their weights. */
        private double counted(int[] order, int from, int batch, boolean weighted) {
            int each = samples.labelSize();
            double sum = 0;
            for (int i = 0; i < batch; i++) {
                int own = each / samples.rows() * samples.ownRows(order[from + i]);
                for (int at = i * each; at < i * each + own; at++) {
                    sum += samples.loss().ignores(labels[at]) ? 0 : weighted ? weights[labels[at]] : 1;
                }
            }
            return sum;
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
                    boolean right = Score.best(output, at * classes, classes) == labels[at];
                    correct += right && !samples.loss().ignores(labels[at]) ? 1 : 0;
                }
            }
            return correct;
        }
    }

    private static class OfNumbers extends Learner {
        private final NetworkInput input;
        final float[] target;

        OfNumbers(TrainableNetwork network, Samples samples) {
            super(network, samples);
            input = NetworkInput.zeros(network, network.capacity());
            target = new float[network.capacity() * samples.targetSize()];
        }

        @Override
        float stepOnInput(int[] order, int from, int batch) {
            samples.gatherInputs(order, from, batch, input);
            samples.gatherTargets(order, from, batch, target);
            return input.trainStep(network, target, batch);
        }

        @Override
        int correct(int[] order, int from, int batch) {
            return 0;
        }
    }

    /** Numbers of 0 and 1, or between: whether labels are there. */
    private static final class OfBinary extends OfNumbers {
        private final float[] output;

        OfBinary(TrainableNetwork network, Samples samples) {
            super(network, samples);
            output = new float[target.length];
        }

        @Override
        int correct(int[] order, int from, int batch) {
            network.output(output);
            int each = samples.targetSize();
            int correct = 0;
            for (int i = 0; i < batch; i++) {
                int own = each / samples.rows() * samples.ownRows(order[from + i]);
                for (int at = i * each; at < i * each + own; at++) {
                    correct += BinaryTally.isRight(output[at], target[at]) ? 1 : 0;
                }
            }
            return correct;
        }
    }
}
