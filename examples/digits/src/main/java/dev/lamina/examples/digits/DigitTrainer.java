package dev.lamina.examples.digits;

import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Parameters;
import java.util.Arrays;

/** Trains a network on digits, an epoch at a time. */
final class DigitTrainer {

    private final int batch;
    private final long seed;
    private final Parameters parameters;
    private final Classifier network;
    private int epoch;

    /** Trains a new network, whose parameters depend on the seed. */
    static DigitTrainer of(LoadedNetwork loaded, int batch, long seed) {
        Parameters parameters = loaded.newParameters(seed);
        Classifier network = (Classifier) loaded.trainer(parameters, loaded.newTrainingState(), batch);
        return new DigitTrainer(parameters, network, batch, seed);
    }

    /** Trains a network that has these parameters. */
    DigitTrainer(Parameters parameters, Classifier network, int batch, long seed) {
        this.batch = batch;
        this.seed = seed;
        this.parameters = parameters;
        this.network = network;
    }

    /** Sees every sample once, in an order of its own; returns the mean loss. */
    double epoch(DigitSet samples) {
        DigitSet order = samples.shuffled(seed, ++epoch);
        double sum = 0;
        for (int from = 0; from < order.size(); from += batch) {
            DigitSet part = order.part(from, Math.min(from + batch, order.size()));
            sum += network.trainStep(part.images(), part.labels(), part.size()) * part.size();
        }
        return sum / order.size();
    }

    Parameters parameters() {
        return parameters;
    }

    /** Which parameters there are, for people. */
    @Override
    public String toString() {
        return parameters.views().stream()
                .map(view -> view.name() + Arrays.toString(view.shape()))
                .toList()
                .toString();
    }
}
