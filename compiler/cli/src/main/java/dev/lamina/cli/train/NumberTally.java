package dev.lamina.cli.train;

import dev.lamina.cli.data.Samples;
import dev.lamina.runtime.Scaling;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The errors of the numbers of a target, in the units of the data, and the loss as training sees it: of scaled numbers. */
final class NumberTally extends Tally {

    private final float[] target;
    private final float[] divisors;
    private final int inner;
    private final double[] squares;
    private final double[] magnitudes;
    private final double[] means;
    private final double[] spreads;
    private final long[] numbers;
    private double loss;
    private double weight;

    /**
     * @param scaling the scaling of the target
     * @param inner how many neighbouring numbers have the same scaling
     */
    NumberTally(Samples samples, int output, Form form, Scaling scaling, int inner) {
        super(samples, output, form);
        this.divisors = scaling.isNone() ? new float[] {1} : scaling.divisor();
        this.inner = inner;
        target = new float[form.answers()];
        squares = new double[form.each()];
        magnitudes = new double[form.each()];
        means = new double[form.each()];
        spreads = new double[form.each()];
        numbers = new long[form.each()];
    }

    @Override
    public void add(float[] outputs, int[] order, int from, int batch) {
        int row = form.each();
        for (int i = 0; i < batch; i++) {
            samples.gatherTargets(output, order, from + i, 1, target);
            int rows = ownRows(from + i);
            double sum = 0;
            for (int k = 0; k < rows * row; k++) {
                double difference = (double) outputs[i * form.answers() + k] - target[k];
                count(k % row, target[k], difference);
                sum += form.loss().ofElement(difference / divisors[k / inner % divisors.length], 0, 1);
            }
            loss += weight(from + i) * (sum / row);
            weight += weight(from + i) * rows;
            unclear += Double.isFinite(sum) ? 0 : rows;
            count += rows;
        }
    }

    /** Adds a target and its error; mean and spread of the targets by the recurrence of Welford (1962). */
    private void count(int number, double truth, double difference) {
        squares[number] += difference * difference;
        magnitudes[number] += Math.abs(difference);
        double off = truth - means[number];
        means[number] += off / ++numbers[number];
        spreads[number] += off * (truth - means[number]);
    }

    @Override
    Score score() {
        List<NumberFigures> each = IntStream.range(0, squares.length)
                .mapToObj(i -> new NumberFigures(
                        Math.sqrt(squares[i] / numbers[i]), magnitudes[i] / numbers[i], determination(i)))
                .toList();
        return new Score(samples.count(), count, loss / weight, unclear).withNumbers(each);
    }

    private @Nullable Double determination(int number) {
        return spreads[number] > 0 ? 1 - squares[number] / spreads[number] : null;
    }
}
