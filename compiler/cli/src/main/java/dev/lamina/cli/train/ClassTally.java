package dev.lamina.cli.train;

import dev.lamina.cli.data.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Counts how often each class was predicted for each label. */
final class ClassTally extends Tally {

    /** More scores than this, 128 MB, are not kept: then areas under curves are not measured. */
    private static final long MOST_SCORES = 1 << 25;

    private final int[][] confusion;
    private final int[] unclearOf;
    private final List<AreaUnderCurve> areas;
    private final double[] weights;
    private double loss;
    private double weight;

    /** @param weights a weight for each class */
    ClassTally(Samples samples, int output, Form form, double[] weights, boolean areas) {
        super(samples, output, form);
        this.weights = weights;
        int classes = form.classes();
        confusion = new int[classes][classes];
        unclearOf = new int[classes];
        boolean few = (long) samples.count() * form.answers() * classes <= MOST_SCORES;
        this.areas = areas && few
                ? Stream.generate(AreaUnderCurve::new).limit(classes).toList()
                : List.of();
    }

    @Override
    public void add(float[] outputs, int[] order, int from, int batch) {
        int each = form.answers();
        for (int i = 0; i < batch; i++) {
            int own = form.each() * ownRows(from + i);
            for (int k = 0; k < own; k++) {
                label(outputs, (i * each + k) * form.classes(), samples.label(output, from + i, k), weight(from + i));
            }
        }
    }

    private void label(float[] outputs, int at, int label, double ofSample) {
        if (form.loss().ignores(label)) {
            return;
        }
        int predicted = Score.best(outputs, at, form.classes());
        count++;
        if (predicted < 0) {
            unclear++;
            unclearOf[label]++;
            loss = Double.NaN;
            return;
        }
        confusion[label][predicted]++;
        double counts = weights[label] * ofSample;
        loss += counts * (logOfSum(outputs, at, at + predicted, -1) - outputs[at + label]);
        weight += counts;
        for (int i = 0; i < areas.size(); i++) {
            areas.get(i).add(margin(outputs, at, at + i), i == label);
        }
    }

    /** log Σ exp of the scores but for one, shifted by that at place {@code most}. */
    private double logOfSum(float[] outputs, int at, int most, int without) {
        double largest = outputs[most];
        double sum = 0;
        for (int i = at; i < at + form.classes(); i++) {
            sum += i == without ? 0 : StrictMath.exp(outputs[i] - largest);
        }
        return StrictMath.log(sum) + largest;
    }

    /** The logarithm of the odds of the class at place {@code of}: it orders samples as its probability does, without rounding to 1. */
    private double margin(float[] outputs, int at, int of) {
        int most = of == at ? at + 1 : at;
        for (int i = at; i < at + form.classes(); i++) {
            most = i != of && outputs[i] > outputs[most] ? i : most;
        }
        return outputs[of] - logOfSum(outputs, at, most, of);
    }

    @Override
    Score score() {
        List<List<Integer>> rows = Arrays.stream(confusion)
                .map(row -> Arrays.stream(row).boxed().toList())
                .toList();
        List<ClassFigures> classes = new ArrayList<>();
        for (int i = 0; i < confusion.length; i++) {
            int of = i;
            classes.add(new ClassFigures(
                    IntStream.of(confusion[i]).sum() + unclearOf[i],
                    Arrays.stream(confusion).mapToInt(row -> row[of]).sum(),
                    confusion[i][i],
                    areas.isEmpty() ? null : areas.get(i).value()));
        }
        int correct = classes.stream().mapToInt(ClassFigures::correct).sum();
        return new Score(samples.count(), count, loss / weight, unclear).withClasses(correct, count, classes, rows);
    }
}
