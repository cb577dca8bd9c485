package dev.lamina.cli.check;

import dev.lamina.cli.run.ModelFacts;
import dev.lamina.cli.run.RunInputs;

/** Computes the loss from an output in double precision: a float is too coarse for the difference of two losses. */
final class PreciseLoss {

    private final ModelFacts facts;
    private final RunInputs inputs;

    PreciseLoss(ModelFacts facts, RunInputs inputs) {
        this.facts = facts;
        this.inputs = inputs;
    }

    /** The loss of an output; for a model without one, the dot product of the output and its given gradient. */
    double of(float[] output) {
        return switch (facts.groundTruth()) {
            case LABELS -> ofLabels(output);
            case TARGET -> ofTarget(output);
            case NONE -> weighted(output);
        };
    }

    /** The mean of the negative log-likelihood over samples and steps. */
    private double ofLabels(float[] output) {
        int rows = inputs.labels().length;
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += crossEntropy(output, row * facts.classes(), inputs.labels()[row]);
        }
        return sum / rows;
    }

    private double crossEntropy(float[] output, int at, int label) {
        double largest = Double.NEGATIVE_INFINITY;
        double mean = 0;
        for (int i = 0; i < facts.classes(); i++) {
            largest = Math.max(largest, output[at + i]);
            mean += (double) output[at + i] / facts.classes();
        }
        double sum = 0;
        for (int i = 0; i < facts.classes(); i++) {
            sum += StrictMath.exp(output[at + i] - largest);
        }
        double smoothing = facts.training().labelSmoothing();
        return StrictMath.log(sum) + largest - (1 - smoothing) * output[at + label] - smoothing * mean;
    }

    private double ofTarget(float[] output) {
        double sum = 0;
        for (int i = 0; i < output.length; i++) {
            double off = (double) output[i] - inputs.target()[i];
            sum += off * off;
        }
        return sum / output.length;
    }

    private double weighted(float[] output) {
        double sum = 0;
        for (int i = 0; i < output.length; i++) {
            sum += (double) output[i] * inputs.outputGradient()[i];
        }
        return sum;
    }
}
