package dev.lamina.cli.predict;

import dev.lamina.cli.data.InputBlock;
import dev.lamina.runtime.Probabilities;

/** The predictions of one output for a block of rows. */
final class OutputPredictions {

    private final PredictionNames answers;
    private final InputBlock rows;
    private float[] values;
    private final int[] labels;
    private final boolean[] clear;

    OutputPredictions(PredictionNames answers, InputBlock rows) {
        this.answers = answers;
        this.rows = rows;
        values = new float[rows.count() * answers.width()];
        labels = new int[answers.labelled() ? rows.count() * answers.names().size() : 0];
        clear = new boolean[rows.count()];
    }

    /** The array that the network writes to. */
    float[] values() {
        return values;
    }

    /**
     * Turns scores into labels and probabilities. The label is chosen by the scores, as {@code classOf} does: different scores may have the same
     * probability. Rows of which {@link #clear} says that they have no answer stay as they are.
     */
    void choose() {
        for (int row = 0; row < clear.length; row++) {
            clear[row] = isClear(row);
        }
        if (answers.binary()) {
            values = ofBothClasses();
            return;
        }
        int classes = answers.classes().size();
        float[] scores = new float[classes];
        for (int i = 0; i < labels.length; i++) {
            int row = i / answers.names().size();
            if (clear[row] && i % answers.names().size() < own(row)) {
                labels[i] = Probabilities.largest(values, i * classes, classes);
                System.arraycopy(values, i * classes, scores, 0, classes);
                Probabilities.softmax(scores, 1, classes);
                System.arraycopy(scores, 0, values, i * classes, classes);
            }
        }
    }

    /** Whether all numbers of a row are finite, or of classes the largest score of each label, so that there is a most probable one. */
    private boolean isClear(int row) {
        int each = answers.width() / answers.names().size();
        boolean classes = answers.labelled() && !answers.binary();
        boolean clear = true;
        for (int i = 0; i < own(row); i++) {
            int from = row * answers.width() + i * each;
            boolean numbers = true;
            boolean finite = true;
            for (int k = from; k < from + each; k++) {
                numbers &= !Float.isNaN(values[k]);
                finite &= Float.isFinite(values[k]);
            }
            clear &= classes
                    ? numbers && Float.isFinite(values[from + Probabilities.largest(values, from, each)])
                    : finite;
        }
        return clear;
    }

    /** Whether a row has an answer: no output is NaN, or infinite where a number or the most probable class is asked for. */
    boolean clear(int row) {
        return clear[row];
    }

    /** For each label its class, and the probabilities that it is not there and that it is. */
    private float[] ofBothClasses() {
        float[] both = new float[2 * labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = values[i] > 0 ? 1 : 0;
            both[2 * i] = -values[i];
            both[2 * i + 1] = values[i];
        }
        for (int i = 0; i < both.length; i++) {
            both[i] = Float.isNaN(both[i]) ? 0 : both[i]; // of rows that are not written
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
