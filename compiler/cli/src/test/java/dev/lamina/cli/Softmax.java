package dev.lamina.cli;

import java.util.Arrays;

/** Softmax regression of two inputs and three classes in double precision: what {@code lamina run} must agree with. */
final class Softmax {

    private static final int INPUTS = 2;
    private static final int CLASSES = 3;

    final double[] weight;
    final double[] bias;
    double[] output = {};
    double[] inputGradient = {};
    double[] weightGradient = {};
    double[] biasGradient = {};

    Softmax(float[] weight, float[] bias) {
        this.weight = widened(weight);
        this.bias = widened(bias);
    }

    /** Computes everything for a batch and returns the mean loss. */
    double pass(float[] input, long[] labels) {
        int batch = labels.length;
        output = new double[batch * CLASSES];
        inputGradient = new double[batch * INPUTS];
        weightGradient = new double[CLASSES * INPUTS];
        biasGradient = new double[CLASSES];
        double loss = 0;
        for (int n = 0; n < batch; n++) {
            double sum = 0;
            for (int c = 0; c < CLASSES; c++) {
                double y = bias[c];
                for (int k = 0; k < INPUTS; k++) {
                    y += weight[c * INPUTS + k] * input[n * INPUTS + k];
                }
                output[n * CLASSES + c] = y;
                sum += Math.exp(y);
            }
            loss += (Math.log(sum) - output[n * CLASSES + (int) labels[n]]) / batch;
            for (int c = 0; c < CLASSES; c++) {
                double slope = (Math.exp(output[n * CLASSES + c]) / sum - (c == labels[n] ? 1 : 0)) / batch;
                biasGradient[c] += slope;
                for (int k = 0; k < INPUTS; k++) {
                    weightGradient[c * INPUTS + k] += slope * input[n * INPUTS + k];
                    inputGradient[n * INPUTS + k] += slope * weight[c * INPUTS + k];
                }
            }
        }
        return loss;
    }

    /** A step of plain gradient descent; returns the loss before it. */
    double step(float[] input, long[] labels, double rate) {
        double loss = pass(input, labels);
        Arrays.setAll(weight, i -> weight[i] - rate * weightGradient[i]);
        Arrays.setAll(bias, i -> bias[i] - rate * biasGradient[i]);
        return loss;
    }

    private static double[] widened(float[] floats) {
        double[] doubles = new double[floats.length];
        Arrays.setAll(doubles, i -> floats[i]);
        return doubles;
    }
}
