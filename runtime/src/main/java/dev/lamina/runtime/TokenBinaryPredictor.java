package dev.lamina.runtime;

/** A network of tokens that answers yes or no, once or for several labels: each number of its output is the score of a label. */
public interface TokenBinaryPredictor extends TokenPredictor {

    /**
     * Predicts for each label the probability that it is there: the sigmoid, 1 / (1 + exp(-x)), of the output of {@link #predict}. A label is
     * rather there than not if its probability is above 1/2, and its score above 0. Nothing is allocated.
     *
     * @param tokens {@code batch * inputSize()} tokens, or more
     * @param into receives {@code batch * outputSize()} probabilities, those of a sample one after the other
     * @throws ArithmeticException if a score is NaN
     */
    default void probabilities(int[] tokens, int batch, float[] into) {
        predict(tokens, batch, into);
        Probabilities.sigmoid(into, batch * outputSize());
    }
}
