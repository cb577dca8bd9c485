package dev.lamina.cli.check;

import dev.lamina.cli.run.ModelFacts;
import dev.lamina.compiler.NetworkBatch;
import dev.lamina.compiler.TrainingFacts;

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
                case LABELS -> loss.weight() * ofLabels(i, outputs[i], loss.labelSmoothing());
                case TARGET -> loss.weight() * ofTarget(outputs[i], data.target(i));
                case NONE -> facts.hasLoss() ? 0 : weighted(outputs[i], data.outputGradient(i));
            };
        }
        return sum;
    }

    /** The mean of the negative log-likelihood over samples and steps. */
    private double ofLabels(int number, float[] output, double smoothing) {
        int[] labels = data.labels(number);
        int classes = facts.classes(number);
        double sum = 0;
        for (int row = 0; row < labels.length; row++) {
            sum += crossEntropy(output, row * classes, classes, labels[row], smoothing);
        }
        return sum / labels.length;
    }

    private static double crossEntropy(float[] output, int at, int classes, int label, double smoothing) {
        double largest = Double.NEGATIVE_INFINITY;
        double mean = 0;
        for (int i = 0; i < classes; i++) {
            largest = Math.max(largest, output[at + i]);
            mean += (double) output[at + i] / classes;
        }
        double sum = 0;
        for (int i = 0; i < classes; i++) {
            sum += StrictMath.exp(output[at + i] - largest);
        }
        return StrictMath.log(sum) + largest - (1 - smoothing) * output[at + label] - smoothing * mean;
    }

    private static double ofTarget(float[] output, float[] target) {
        double sum = 0;
        for (int i = 0; i < output.length; i++) {
            double off = (double) output[i] - target[i];
            sum += off * off;
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
