package dev.lamina.cli.train;

import dev.lamina.cli.data.Samples;
import dev.lamina.runtime.Scaling;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Counts the labels that are there or not, of which each number of the output is a score: one above 0 says that the label is there. */
final class BinaryTally extends Tally {

    private static final int NO = 0;
    private static final int YES = 1;

    private final float[] target;

    /** For each label of a row: how often it is there or not (first index) and was predicted or not (second index). */
    private final int[][][] counts;

    private final int[][] unclearOf;
    private final List<AreaUnderCurve> areas;
    private final double[] weights;
    private final int inner;
    private final Scaling scaling;
    private double loss;
    private double weight;
    private long decisions;

    /**
     * @param weights for each label, or channel of labels, how much it counts where it is there
     * @param scaling the scaling of the target, if that is a scaled input
     */
    BinaryTally(Samples samples, int output, Form form, double[] weights, Scaling scaling, boolean areas) {
        super(samples, output, form);
        this.weights = weights;
        this.inner = form.each() / weights.length;
        this.scaling = scaling;
        target = new float[form.answers()];
        counts = new int[form.each()][2][2];
        unclearOf = new int[form.each()][2];
        this.areas =
                areas ? Stream.generate(AreaUnderCurve::new).limit(form.each()).toList() : List.of();
    }

    /** Whether a label is there; a probability counts as the more likely of both. */
    static boolean isThere(float probability) {
        return probability >= 0.5f;
    }

    /** Whether a score says the same; one that is NaN or infinite says nothing. */
    static boolean isRight(float score, float probability) {
        return Float.isFinite(score) && score > 0 == isThere(probability);
    }

    @Override
    public void add(float[] outputs, int[] order, int from, int batch) {
        for (int i = 0; i < batch; i++) {
            samples.gatherTargets(output, order, from + i, 1, target);
            if (!scaling.isNone()) {
                scaling.apply(target, target, target.length, 1); // by one number
            }
            int own = ownRows(from + i) * form.each();
            boolean clear = true;
            for (int k = 0; k < own; k++) {
                clear &= label(k % form.each(), outputs[i * form.answers() + k], target[k], weight(from + i));
            }
            unclear += clear ? 0 : 1;
            count += ownRows(from + i);
        }
    }

    /** Adds the score of a label; returns whether it is a number. */
    private boolean label(int number, float score, float probability, double ofSample) {
        int there = isThere(probability) ? YES : NO;
        decisions++;
        if (!Float.isFinite(score)) {
            unclearOf[number][there]++;
            loss = Double.NaN;
            return false;
        }
        counts[number][there][score > 0 ? YES : NO]++;
        loss += ofSample * form.loss().ofElement(score, probability, weights[number / inner]);
        weight += ofSample;
        if (!areas.isEmpty()) {
            areas.get(number).add(score, there == YES);
        }
        return true;
    }

    @Override
    Score score() {
        List<ClassFigures> labels = new ArrayList<>();
        int correct = 0;
        for (int i = 0; i < counts.length; i++) {
            labels.add(figures(i, YES));
            correct += counts[i][NO][NO] + counts[i][YES][YES];
        }
        Score score = new Score(samples.count(), count, loss / weight, unclear);
        if (counts.length > 1) {
            return score.withClasses(correct, decisions, labels, List.of());
        }
        List<List<Integer>> confusion = List.of(row(NO), row(YES));
        return score.withClasses(correct, decisions, List.of(figures(0, NO), figures(0, YES)), confusion);
    }

    private ClassFigures figures(int label, int there) {
        int[][] of = counts[label];
        return new ClassFigures(
                of[there][NO] + of[there][YES] + unclearOf[label][there],
                of[NO][there] + of[YES][there],
                of[there][there],
                areas.isEmpty() ? null : areas.get(label).value());
    }

    private List<Integer> row(int there) {
        return List.of(counts[0][there][NO], counts[0][there][YES]);
    }
}
