package dev.lamina.runtime;

/** A network of tokens that predicts classes: its output has a score for each class. */
public interface TokenClassPredictor extends TokenPredictor {

    /** The number of classes; labels run from 0 to one less. */
    int classes();

    /** Labels of one sample: 1, or one for each step if the output is a sequence. */
    default int labelSize() {
        return outputSize() / classes();
    }

    /**
     * Predicts the probability of each class: the softmax of the output of {@link #predict}. Nothing is allocated.
     *
     * @param tokens {@code batch * inputSize()} tokens, or more
     * @param into receives {@code batch * labelSize() * classes()} probabilities, those of a label one after the other
     */
    default void probabilities(int[] tokens, int batch, float[] into) {
        predict(tokens, batch, into);
        Probabilities.softmax(into, batch * labelSize(), classes());
    }

    /**
     * Predicts the class of one sample: the one with the largest score, the first of equals. Nothing is allocated.
     *
     * @throws UnsupportedOperationException if the model gives a class for each step
     */
    default int classOf(int[] tokens) {
        throw new UnsupportedOperationException("this model gives a class for each step, so predict has to be called");
    }

    /**
     * Predicts the label of one sample: the name of its class in the training data, or its number if classes had no names. Nothing is
     * allocated.
     *
     * @throws UnsupportedOperationException if the model gives a class for each step
     */
    default String label(int[] tokens) {
        return parameters().preprocessing().label(classOf(tokens));
    }
}
