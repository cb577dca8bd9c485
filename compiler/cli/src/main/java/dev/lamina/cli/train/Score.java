package dev.lamina.cli.train;

import dev.lamina.cli.data.Samples;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Recurrent;
import dev.lamina.runtime.Scaling;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How well a network predicts samples.
 *
 * @param samples the number of samples, or of their steps if each has a label or a target
 * @param loss the mean of cross-entropy, or of squared errors, in double precision; of a target that is scaled, as training sees it
 * @param rootMeanSquaredErrors of each number of a target as it is in the data; empty when there are classes
 * @param correct how many of them are classified rightly, 0 when there are no classes
 * @param unclear for how many of them an output is NaN
 * @param confusion by label, how often each class was predicted; empty when there are no classes
 */
public record Score(
        int samples,
        double loss,
        List<Double> rootMeanSquaredErrors,
        int correct,
        int unclear,
        List<List<Integer>> confusion) {

    /** The share of samples classified correctly. */
    public double accuracy() {
        return (double) correct / samples;
    }

    /** The error over all numbers of the target, in the units of the data; null if there are classes. */
    public @Nullable Double rootMeanSquaredError() {
        return rootMeanSquaredErrors.isEmpty()
                ? null
                : Math.sqrt(rootMeanSquaredErrors.stream()
                        .mapToDouble(error -> error * error)
                        .average()
                        .orElse(0));
    }

    /** Predicts all samples, in batches of the network's capacity. */
    public static Score of(Network network, Samples samples) {
        int[] order = new int[samples.count()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        BatchLengths lengths = new BatchLengths(network, samples);
        Tally tally = new Tally(network, samples);
        NetworkInput input = NetworkInput.zeros(network, network.capacity());
        float[] output = new float[network.capacity() * network.outputSize()];
        boolean goesOn = samples.consecutive() && network instanceof Recurrent;
        int most = goesOn ? 1 : network.capacity();
        begin(network);
        for (int from = 0; from < order.length; from += most) {
            int batch = Math.min(most, order.length - from);
            lengths.tell(order, from, batch);
            samples.gatherInputs(order, from, batch, input);
            input.predict(network, batch, output);
            if (goesOn) {
                goOn((Recurrent) network);
            }
            if (samples.labelled()) {
                tally.labels(output, from, batch);
            } else {
                tally.numbers(output, order, from, batch);
            }
        }
        begin(network);
        return tally.score();
    }

    /** Bits for each label: the loss to the base of 2. */
    public double bits() {
        return loss / StrictMath.log(2);
    }

    private static void begin(Network network) {
        if (network instanceof Recurrent recurrent) {
            Arrays.fill(recurrent.initialState(), 0);
        }
    }

    /** Lets the next sample begin in the final state of this one. */
    private static void goOn(Recurrent network) {
        System.arraycopy(network.finalState(), 0, network.initialState(), 0, network.stateSize());
    }

    /** The index of the largest of {@code count} values from {@code from} on, relative to {@code from}; -1 if one is NaN. */
    static int best(float[] values, int from, int count) {
        int best = 0;
        boolean numbers = true;
        for (int i = 0; i < count; i++) {
            numbers &= !Float.isNaN(values[from + i]);
            if (values[from + i] > values[from + best]) {
                best = i;
            }
        }
        return numbers ? best : -1;
    }

    /** Sums over the samples seen so far. */
    private static final class Tally {
        private final int width;
        private final Samples samples;
        private final int[][] confusion;
        private final float[] target;
        private final float[] divisors;
        private final int inner;
        private double loss;
        private final double[] squares;
        private final long[] numbers;
        private int correct;
        private int unclear;
        private int count;

        Tally(Network network, Samples samples) {
            int size = network.outputSize();
            width = samples.labelled() ? size / samples.labelSize() : size;
            this.samples = samples;
            divisors = divisors(network.parameters().preprocessing().target());
            inner = network.parameters().architecture().outputInner();
            confusion = samples.labelled() ? new int[this.width][this.width] : new int[0][];
            target = new float[samples.targetSize()];
            int numbersEach = samples.labelled() ? 0 : size / samples.rows();
            squares = new double[numbersEach];
            numbers = new long[numbersEach];
        }

        private static float[] divisors(Scaling target) {
            return target.isNone() ? new float[] {1} : target.divisor();
        }

        void labels(float[] output, int from, int batch) {
            int each = samples.labelSize();
            for (int i = 0; i < batch; i++) {
                int own = each / samples.rows() * samples.ownRows(from + i);
                for (int k = 0; k < own; k++) {
                    label(output, (i * each + k) * width, samples.label(from + i, k));
                }
            }
        }

        private void label(float[] output, int at, int label) {
            int predicted = best(output, at, width);
            count++;
            if (predicted < 0) {
                unclear++;
                loss = Double.NaN;
                return;
            }
            confusion[label][predicted]++;
            correct += label == predicted ? 1 : 0;
            loss += crossEntropy(output, at, label, predicted);
        }

        private double crossEntropy(float[] output, int at, int label, int predicted) {
            double largest = output[at + predicted];
            double sum = 0;
            for (int i = 0; i < width; i++) {
                sum += StrictMath.exp(output[at + i] - largest);
            }
            return StrictMath.log(sum) + largest - output[at + label];
        }

        void numbers(float[] output, int[] order, int from, int batch) {
            for (int i = 0; i < batch; i++) {
                samples.gatherTargets(order, from + i, 1, target);
                int rows = samples.ownRows(from + i);
                int row = width / samples.rows();
                double sum = 0;
                for (int k = 0; k < rows * row; k++) {
                    double difference = (double) output[i * width + k] - target[k];
                    double scaled = difference / divisors[k / inner % divisors.length];
                    squares[k % row] += difference * difference;
                    numbers[k % row]++;
                    sum += scaled * scaled;
                }
                loss += sum / row;
                unclear += Double.isNaN(sum) ? rows : 0;
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
}
