package dev.lamina.cli.run;

import dev.lamina.compiler.NetworkBatch;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.CounterRandom;
import java.util.List;

/** Random inputs of a network, determined by a seed. */
public final class RandomInputs {

    private RandomInputs() {}

    /** Inputs, targets and gradients in -1 .. 1, labels among the classes, tokens of the vocabulary. */
    public static RunInputs of(ModelFacts facts, int batch, long seed) {
        NetworkBatch data = NetworkBatch.of(facts.model());
        int stream =
                4; // the first input and output have numbers below, so that the numbers of a model with one of each
        // stay
        for (int i = 0; i < facts.inputs(); i++) {
            int count = batch * size(facts.inputShape(i));
            int own = i == 0 ? 1 : stream++;
            data.input(
                    i,
                    facts.vocabulary(i) > 0
                            ? NetworkInput.of(whole(count, seed, own, facts.vocabulary(i)))
                            : NetworkInput.of(uniform(count, seed, own)));
        }
        for (int i = 0; i < facts.outputs(); i++) {
            int count = batch * size(facts.outputShape(i));
            int more = i == 0 ? 0 : stream++;
            switch (facts.groundTruth(i)) {
                case LABELS -> data.labels(i, whole(batch * size(facts.labelShape(i)), seed, more, facts.classes(i)));
                case TARGET -> data.target(i, target(facts, i, uniform(count, seed, i == 0 ? 2 : more)));
                case NONE -> data.outputGradient(i, uniform(facts.hasLoss() ? 0 : count, seed, i == 0 ? 3 : more));
            }
        }
        return new RunInputs(batch, data, StateTensors.NONE, SequenceLengths.NONE);
    }

    /** Numbers from -1 to 1, or probabilities if the loss needs these. */
    private static float[] target(ModelFacts facts, int output, float[] values) {
        for (int i = 0; facts.loss(output).isBinary() && i < values.length; i++) {
            values[i] = (values[i] + 1) / 2;
        }
        return values;
    }

    private static int size(List<Integer> sizes) {
        return sizes.stream().reduce(1, Math::multiplyExact);
    }

    private static int[] whole(int count, long seed, int stream, int below) {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = (int) (CounterRandom.uniform(seed, 0, stream, i) * below);
        }
        return values;
    }

    private static float[] uniform(int count, long seed, int stream) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 2 * CounterRandom.uniform(seed, 0, stream, i) - 1;
        }
        return values;
    }
}
