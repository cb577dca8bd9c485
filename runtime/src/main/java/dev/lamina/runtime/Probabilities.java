package dev.lamina.runtime;

/** Functions of scores: the class with the largest score, the softmax, and the sigmoid of scores of yes or no. Nothing here allocates. */
public final class Probabilities {

    private Probabilities() {}

    /** The position of the largest of {@code count} scores from place {@code from} on, the first of equals; relative to {@code from}. */
    public static int largest(float[] scores, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (scores[from + i] > scores[from + best]) {
                best = i;
            }
        }
        return best;
    }

    /**
     * Requires that no score is NaN. Weights or inputs that are too large can give NaN.
     *
     * @throws ArithmeticException if one is: then no class is the most probable
     */
    public static void requireNumbers(float[] scores, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (Float.isNaN(scores[i])) {
                throw new ArithmeticException("the score of class " + (i - from) + " is NaN, so no class is the most"
                        + " probable: weights or input are too large");
            }
        }
    }

    /**
     * Replaces rows of scores by their softmax, exp(x - max) / Σ exp(x - max), with the exponential of {@link Numbers}.
     *
     * @throws ArithmeticException if a score is NaN
     */
    public static void softmax(float[] scores, int rows, int classes) {
        for (int from = 0; from < rows * classes; from += classes) {
            requireNumbers(scores, from, classes);
            float most = scores[from + largest(scores, from, classes)];
            float sum = 0;
            for (int i = from; i < from + classes; i++) {
                scores[i] = Numbers.exp(scores[i] - most);
                sum += scores[i];
            }
            for (int i = from; i < from + classes; i++) {
                scores[i] /= sum;
            }
        }
    }

    /**
     * Replaces the scores of labels that are there or not by their sigmoid, 1 / (1 + exp(-x)), as {@link Numbers} computes it.
     *
     * @throws ArithmeticException if a score is NaN
     */
    public static void sigmoid(float[] scores, int count) {
        for (int i = 0; i < count; i++) {
            if (Float.isNaN(scores[i])) {
                throw new ArithmeticException(
                        "a score is NaN, so there is no probability: weights or input are too large");
            }
            scores[i] = Numbers.sigmoid(scores[i]);
        }
    }
}
