package dev.lamina.cli.run;

import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.CounterRandom;
import dev.lamina.runtime.GroundTruth;

/** Random inputs of a network, determined by a seed. */
public final class RandomInputs {

    private RandomInputs() {}

    /** Inputs, targets and gradients in -1 .. 1, labels among the classes, tokens of the vocabulary. */
    public static RunInputs of(ModelFacts facts, int batch, long seed) {
        int outputs = facts.outputSize();
        int labels = facts.groundTruth() == GroundTruth.LABELS ? batch * facts.labelSize() : 0;
        int inputs = batch * facts.inputSize();
        return new RunInputs(
                batch,
                facts.takesTokens()
                        ? NetworkInput.of(whole(inputs, seed, 1, facts.vocabulary()))
                        : NetworkInput.of(uniform(inputs, seed, 1)),
                whole(labels, seed, 0, facts.classes()),
                uniform(facts.groundTruth() == GroundTruth.TARGET ? batch * outputs : 0, seed, 2),
                uniform(facts.hasLoss() ? 0 : batch * outputs, seed, 3),
                StateTensors.NONE,
                SequenceLengths.NONE);
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
