package dev.lamina.cli.predict;

import dev.lamina.cli.data.InputBlock;
import dev.lamina.runtime.Probabilities;

/** The predictions of one output for a block of rows. */
final class OutputPredictions {

    private final PredictionNames answers;
    private final InputBlock rows;
    private float[] values;
    private final int[] labels;

    OutputPredictions(PredictionNames answers, InputBlock rows) {
        this.answers = answers;
        this.rows = rows;
        values = new float[rows.count() * answers.width()];
        labels = new int[answers.labelled() ? rows.count() * answers.names().size() : 0];
    }

    /** The array that the network writes to. */
    float[] values() {
        return values;
    }

    /** The label is chosen by the scores, as {@code classOf} does: different scores may have the same probability. */
    void choose() {
        if (answers.binary()) {
            values = ofBothClasses();
            return;
        }
        int classes = answers.classes().size();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = Probabilities.largest(values, i * classes, classes);
        }
        if (answers.labelled()) {
            Probabilities.softmax(values, labels.length, classes);
        }
    }

    /** For each label its class, and the probabilities that it is not there and that it is. */
    private float[] ofBothClasses() {
        float[] both = new float[2 * labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = values[i] > 0 ? 1 : 0;
            both[2 * i] = -values[i];
            both[2 * i + 1] = values[i];
        }
        Probabilities.sigmoid(both, both.length);
        return both;
    }

    /** How many of a row's labels or numbers are not padding. Rows of a model with several inputs or outputs have all steps. */
    int own(int row) {
        return answers.steps() == 0 || answers.isOneOfSeveral()
                ? answers.names().size()
                : rows.steps()[row] * answers.each();
    }

    /** The class of one of a row's labels. */
    int label(int row, int index) {
        return labels[row * answers.names().size() + index];
    }

    /** The probability of a class. */
    float probability(int row, int index, int ofClass) {
        return values[(row * answers.names().size() + index) * answers.classes().size() + ofClass];
    }

    /** One of a row's numbers. */
    float number(int row, int index) {
        return values[row * answers.names().size() + index];
    }
}
