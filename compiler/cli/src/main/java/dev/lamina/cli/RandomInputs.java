package dev.lamina.cli;

import dev.lamina.compiler.LossKind;
import dev.lamina.runtime.CounterRandom;

/** Inputs of a network made up from a seed, for those who have none at hand. */
final class RandomInputs {

    private RandomInputs() {}

    /** Inputs, targets and gradients in -1 .. 1, labels among the classes. */
    static RunInputs of(ModelFacts facts, int batch, long seed) {
        int outputs = facts.outputSize();
        int[] labels = new int[facts.loss() == LossKind.LABELS ? batch : 0];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (int) (CounterRandom.uniform(seed, 0, 0, i) * outputs);
        }
        return new RunInputs(
                batch,
                uniform(batch * facts.inputSize(), seed, 1),
                labels,
                uniform(facts.loss() == LossKind.TARGET ? batch * outputs : 0, seed, 2),
                uniform(facts.hasLoss() ? 0 : batch * outputs, seed, 3),
                States.NONE);
    }

    private static float[] uniform(int count, long seed, int stream) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 2 * CounterRandom.uniform(seed, 0, stream, i) - 1;
        }
        return values;
    }
}
