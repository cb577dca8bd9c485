package dev.lamina.cli.train;

import dev.lamina.cli.data.Samples;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.TrainableNetwork;

/** A network and the samples it learns from, joined by the arrays that a step needs. */
abstract class Learner {

    final TrainableNetwork network;
    final Samples samples;
    final NetworkInput input;

    private Learner(TrainableNetwork network, Samples samples) {
        this.network = network;
        this.samples = samples;
        input = NetworkInput.zeros(network, network.capacity());
    }

    /** The learner for a network whose loss wants what the samples have. */
    static Learner of(TrainableNetwork network, Samples samples) {
        return samples.labelled() ? new OfLabels(network, samples) : new OfNumbers(network, samples);
    }

    /** Learns from the samples {@code order[from] .. order[from + batch - 1]}; returns the loss before the step. */
    abstract float step(int[] order, int from, int batch);

    /** How many labels of the last step were predicted rightly before it; 0 when there are no classes. */
    abstract int correct();

    private static final class OfLabels extends Learner {
        private final int[] labels;
        private final float[] output;
        private int rows;

        OfLabels(TrainableNetwork network, Samples samples) {
            super(network, samples);
            labels = new int[network.capacity() * samples.labelSize()];
            output = new float[network.capacity() * network.outputSize()];
        }

        @Override
        float step(int[] order, int from, int batch) {
            rows = batch * samples.labelSize();
            samples.gatherInputs(order, from, batch, input);
            samples.gatherLabels(order, from, batch, labels);
            return input.trainStep(network, labels, batch);
        }

        @Override
        int correct() {
            network.output(output);
            int classes = network.outputSize() / samples.labelSize();
            int correct = 0;
            for (int i = 0; i < rows; i++) {
                correct += Score.best(output, i * classes, classes) == labels[i] ? 1 : 0;
            }
            return correct;
        }
    }

    private static final class OfNumbers extends Learner {
        private final float[] target;

        OfNumbers(TrainableNetwork network, Samples samples) {
            super(network, samples);
            target = new float[network.capacity() * samples.targetSize()];
        }

        @Override
        float step(int[] order, int from, int batch) {
            samples.gatherInputs(order, from, batch, input);
            samples.gatherTargets(order, from, batch, target);
            return input.trainStep(network, target, batch);
        }

        @Override
        int correct() {
            return 0;
        }
    }
}
