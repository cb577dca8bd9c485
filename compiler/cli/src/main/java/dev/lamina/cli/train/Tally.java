package dev.lamina.cli.train;

import dev.lamina.cli.data.SamplePorts;
import dev.lamina.cli.data.Samples;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Scaling;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The errors of one output of a network, summed over the samples seen so far. */
final class Tally {
    private final Samples samples;
    private final int output;
    private final Form form;
    private final int[][] confusion;
    private final float[] target;
    private final float[] divisors;
    private final int inner;
    private final double[] squares;
    private final long[] numbers;
    private double loss;
    private int correct;
    private int unclear;
    private int count;

    /**
     * The form of an output.
     *
     * @param classes the number of classes; 0 if there is a target
     * @param answers the labels of a sample, or the floats of its target
     * @param rows the rows of labels or of the target that a sample has: one, or one for each step
     */
    private record Form(int classes, int answers, int rows, boolean everyStep) {
        boolean labelled() {
            return classes > 0;
        }
    }

    private Tally(Samples samples, int output, Form form, Scaling scaling, int inner) {
        this.samples = samples;
        this.output = output;
        this.form = form;
        this.divisors = scaling.isNone() ? new float[] {1} : scaling.divisor();
        this.inner = inner;
        confusion = new int[form.classes()][form.classes()];
        target = new float[form.labelled() ? 0 : form.answers()];
        int numbersEach = form.labelled() ? 0 : form.answers() / form.rows();
        squares = new double[numbersEach];
        numbers = new long[numbersEach];
    }

    /** For a network with one output. */
    static Tally of(Network network, Samples samples) {
        boolean labelled = samples.labelled();
        int size = network.outputSize();
        Form form = new Form(
                labelled ? size / samples.labelSize() : 0,
                labelled ? samples.labelSize() : size,
                samples.rows(),
                samples.rows() > 1);
        return new Tally(
                samples,
                0,
                form,
                network.parameters().preprocessing().target(),
                network.parameters().architecture().outputInner());
    }

    /** For one of several outputs, which a loss reads. */
    static Tally of(SamplePorts.Output port, int output, Samples samples) {
        int rows = port.everyStep() ? samples.steps() : 1;
        return new Tally(
                samples, output, new Form(port.classes(), port.size(), rows, port.everyStep()), Scaling.none(), 1);
    }

    /** The rows of a sample that are not padding. */
    private int ownRows(int sample) {
        return form.everyStep() ? samples.ownSteps(sample) : 1;
    }

    /** Adds the outputs for samples {@code order[from] .. order[from + batch - 1]}, where {@code order} counts from 0 on. */
    void add(float[] outputs, int[] order, int from, int batch) {
        if (form.labelled()) {
            labels(outputs, from, batch);
        } else {
            numbers(outputs, order, from, batch);
        }
    }

    private void labels(float[] outputs, int from, int batch) {
        int each = form.answers();
        for (int i = 0; i < batch; i++) {
            int own = each / form.rows() * ownRows(from + i);
            for (int k = 0; k < own; k++) {
                label(outputs, (i * each + k) * form.classes(), samples.label(output, from + i, k));
            }
        }
    }

    private void label(float[] outputs, int at, int label) {
        int predicted = Score.best(outputs, at, form.classes());
        count++;
        if (predicted < 0) {
            unclear++;
            loss = Double.NaN;
            return;
        }
        confusion[label][predicted]++;
        correct += label == predicted ? 1 : 0;
        loss += crossEntropy(outputs, at, label, predicted);
    }

    private double crossEntropy(float[] outputs, int at, int label, int predicted) {
        double largest = outputs[at + predicted];
        double sum = 0;
        for (int i = 0; i < form.classes(); i++) {
            sum += StrictMath.exp(outputs[at + i] - largest);
        }
        return StrictMath.log(sum) + largest - outputs[at + label];
    }

    private void numbers(float[] outputs, int[] order, int from, int batch) {
        for (int i = 0; i < batch; i++) {
            samples.gatherTargets(output, order, from + i, 1, target);
            int rows = ownRows(from + i);
            int row = form.answers() / form.rows();
            double sum = 0;
            for (int k = 0; k < rows * row; k++) {
                double difference = (double) outputs[i * form.answers() + k] - target[k];
                double scaled = difference / divisors[k / inner % divisors.length];
                squares[k % row] += difference * difference;
                numbers[k % row]++;
                sum += scaled * scaled;
            }
            loss += sum / row;
            unclear += Double.isFinite(sum) ? 0 : rows;
            count += rows;
        }
    }

    Score score() {
        List<List<Integer>> rows = Arrays.stream(confusion)
                .map(row -> Arrays.stream(row).boxed().toList())
                .toList();
        List<Double> errors = IntStream.range(0, squares.length)
                .mapToObj(i -> Math.sqrt(squares[i] / numbers[i]))
                .toList();
        return new Score(count, loss / count, errors, correct, unclear, rows);
    }
}
