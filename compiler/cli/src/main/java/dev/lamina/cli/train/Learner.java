package dev.lamina.cli.train;

import dev.lamina.cli.data.Samples;
import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Regressor;
import dev.lamina.runtime.TrainableNetwork;

/** A network and the samples it learns from, joined by the arrays that a step needs. */
abstract class Learner {

    final Samples samples;
    final float[] input;

    private Learner(TrainableNetwork network, Samples samples) {
        this.samples = samples;
        input = new float[network.capacity() * network.inputSize()];
    }

    /** The learner for a kind of network. */
    static Learner of(TrainableNetwork network, Samples samples) {
        if (network instanceof Classifier classifier) {
            return new OfLabels(classifier, samples);
        }
        if (network instanceof Regressor regressor) {
            return new OfNumbers(regressor, samples);
        }
        throw new IllegalArgumentException("a network without a loss cannot learn from samples");
    }

    /** Learns from the samples {@code order[from] .. order[from + batch - 1]}; returns the loss before the step. */
    abstract float step(int[] order, int from, int batch);

    /** How many samples of the last step were classified rightly before it; 0 when there are no classes. */
    abstract int correct();

    private static final class OfLabels extends Learner {
        private final Classifier network;
        private final int[] labels;
        private final float[] output;
        private int batch;

        OfLabels(Classifier network, Samples samples) {
            super(network, samples);
            this.network = network;
            labels = new int[network.capacity()];
            output = new float[network.capacity() * network.outputSize()];
        }

        @Override
        float step(int[] order, int from, int batch) {
            this.batch = batch;
            samples.gatherInputs(order, from, batch, input);
            samples.gatherLabels(order, from, batch, labels);
            return network.trainStep(input, labels, batch);
        }

        @Override
        int correct() {
            network.output(output);
            int correct = 0;
            for (int i = 0; i < batch; i++) {
                correct += Score.best(output, i * network.classes(), network.classes()) == labels[i] ? 1 : 0;
            }
            return correct;
        }
    }

    private static final class OfNumbers extends Learner {
        private final Regressor network;
        private final float[] target;

        OfNumbers(Regressor network, Samples samples) {
            super(network, samples);
            this.network = network;
            target = new float[network.capacity() * samples.targetSize()];
        }

        @Override
        float step(int[] order, int from, int batch) {
            samples.gatherInputs(order, from, batch, input);
            samples.gatherTargets(order, from, batch, target);
            return network.trainStep(input, target, batch);
        }

        @Override
        int correct() {
            return 0;
        }
    }
}
