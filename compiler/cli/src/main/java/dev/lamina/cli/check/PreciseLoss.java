package dev.lamina.cli.check;

import dev.lamina.cli.run.ModelFacts;
import dev.lamina.compiler.LossFunction;
import dev.lamina.compiler.NetworkBatch;
import dev.lamina.compiler.TrainingFacts;
import java.util.Arrays;

/** Computes the loss from the outputs in double precision: a float is too coarse for the difference of two losses. */
final class PreciseLoss {

    private final ModelFacts facts;
    private final NetworkBatch data;

    PreciseLoss(ModelFacts facts, NetworkBatch data) {
        this.facts = facts;
        this.data = data;
    }

    /**
     * The sum of the losses with their weights; for a model without one, the dot product of the outputs and their given gradients.
     *
     * @param outputs the floats of each output
     */
    double of(float[][] outputs) {
        double sum = 0;
        for (int i = 0; i < outputs.length; i++) {
            TrainingFacts.OutputLoss loss = facts.training().outputs().get(i);
            sum += switch (loss.groundTruth()) {
                case LABELS -> loss.weight() * ofLabels(i, outputs[i], loss.function());
                case TARGET -> loss.weight() * ofTarget(i, outputs[i], loss.function());
                case NONE -> facts.hasLoss() ? 0 : weighted(outputs[i], data.outputGradient(i));
            };
        }
        return sum;
    }

    /** The mean over samples and steps, by the weights of their classes; those that are ignored left out. */
    private double ofLabels(int number, float[] output, LossFunction function) {
        int[] labels = data.labels(number);
        int classes = facts.classes(number);
        double[] weights = weights(function, classes);
        double sum = 0;
        double total = 0;
        for (int row = 0; row < labels.length; row++) {
            if (!function.ignores(labels[row])) {
                sum += function.ofLabel(output, row * classes, classes, labels[row], weights);
                total += weights[labels[row]];
            }
        }
        return total == 0 ? 0 : sum / total;
    }

    /** The weights of classes or labels; 1 where they are counted from data, which there are none of here. */
    private static double[] weights(LossFunction function, int count) {
        double[] weights = new double[count];
        Arrays.fill(weights, 1);
        for (int i = 0; i < count && !function.weights().isEmpty(); i++) {
            weights[i] = function.weights().get(function.weights().size() == 1 ? 0 : i);
        }
        return weights;
    }

    private double ofTarget(int number, float[] output, LossFunction function) {
        float[] target = data.target(number);
        int size = facts.outputSize(number);
        double[] weights = weights(function, Math.max(1, function.weights().size()));
        int each = facts.everyStep(number) ? size / facts.outputShape(number).get(0) : size;
        double sum = 0;
        for (int i = 0; i < output.length; i++) {
            sum += function.ofElement(output[i], target[i], weights[i % each / (each / weights.length)]);
        }
        return sum / output.length;
    }

    private static double weighted(float[] output, float[] gradient) {
        double sum = 0;
        for (int i = 0; i < output.length; i++) {
            sum += (double) output[i] * gradient[i];
        }
        return sum;
    }
}
