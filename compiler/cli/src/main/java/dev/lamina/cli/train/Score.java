package dev.lamina.cli.train;

import dev.lamina.cli.data.Samples;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.MultiPredictor;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Recurrent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well a network predicts samples.
 *
 * @param samples the number of samples
 * @param rows how many labels or targets they have: one each, or one for each step
 * @param loss the mean of the loss of the model, in double precision and without the smoothing of labels; of a target that is scaled, as
 *     training sees it
 * @param unclear for how many rows an output is NaN or infinite, so that it says nothing
 * @param correct how many of {@code decisions} are right
 * @param decisions how many times a class was predicted, or whether a label is there; 0 when there are no classes
 * @param classes of each class, or of each label that may be there; of a single such label first the samples without it
 * @param confusion by label, how often each class was predicted; empty when there are no classes, or several labels at once
 * @param numbers of each number of a target as it is in the data; empty when there are classes
 * @param outputs the scores of the outputs with a loss, if there are several outputs; then the loss is their weighted sum, and the other
 *     figures are in them
 */
public record Score(
        int samples,
        int rows,
        double loss,
        int unclear,
        int correct,
        long decisions,
        List<ClassFigures> classes,
        List<List<Integer>> confusion,
        List<NumberFigures> numbers,
        List<OutputScore> outputs) {

    public Score {
        classes = List.copyOf(classes);
        confusion = List.copyOf(confusion);
        numbers = List.copyOf(numbers);
        outputs = List.copyOf(outputs);
    }

    /** A score that knows no more than the loss. */
    public Score(int samples, int rows, double loss, int unclear) {
        this(samples, rows, loss, unclear, 0, 0, List.of(), List.of(), List.of(), List.of());
    }

    Score withClasses(int right, long of, List<ClassFigures> each, List<List<Integer>> counts) {
        return new Score(samples, rows, loss, unclear, right, of, each, counts, numbers, outputs);
    }

    Score withNumbers(List<NumberFigures> each) {
        return new Score(samples, rows, loss, unclear, correct, decisions, classes, confusion, each, outputs);
    }

    Score withOutputs(List<OutputScore> each) {
        return new Score(samples, rows, loss, unclear, correct, decisions, classes, confusion, numbers, each);
    }

    /** The share of decisions that are right; NaN if there are no classes. */
    public double accuracy() {
        return decisions == 0 ? Double.NaN : (double) correct / decisions;
    }

    /** Whether it is of classes or labels. */
    public boolean ofClasses() {
        return !classes.isEmpty();
    }

    /** The root mean squared error of each number. */
    public List<Double> rootMeanSquaredErrors() {
        return numbers.stream().map(NumberFigures::rootMeanSquaredError).toList();
    }

    /** The error over all numbers of the target, in the units of the data; null if there are classes. */
    public @Nullable Double rootMeanSquaredError() {
        return numbers.isEmpty()
                ? null
                : Math.sqrt(numbers.stream()
                        .mapToDouble(each -> each.rootMeanSquaredError() * each.rootMeanSquaredError())
                        .average()
                        .orElse(0));
    }

    /** The mean absolute error over all numbers of the target, in the units of the data; null if there are classes. */
    public @Nullable Double meanAbsoluteError() {
        return numbers.isEmpty()
                ? null
                : numbers.stream()
                        .mapToDouble(NumberFigures::meanAbsoluteError)
                        .average()
                        .orElse(0);
    }

    /** The mean of the coefficients of determination of all numbers that have one; null if none has. */
    public @Nullable Double determination() {
        List<@Nullable Double> each = new ArrayList<>();
        numbers.forEach(number -> each.add(number.determination()));
        return mean(each);
    }

    /** The mean of the F1 of all classes that have one; null if none has. */
    public @Nullable Double meanF1() {
        List<@Nullable Double> each = new ArrayList<>();
        classes.forEach(one -> each.add(one.f1()));
        return mean(each);
    }

    /** The mean of the areas under the curves of all classes that have one; null if none has. */
    public @Nullable Double meanArea() {
        List<@Nullable Double> each = new ArrayList<>();
        classes.forEach(one -> each.add(one.area()));
        return mean(each);
    }

    private static @Nullable Double mean(List<@Nullable Double> each) {
        double sum = 0;
        int count = 0;
        for (Double one : each) {
            if (one != null) {
                sum += one;
                count++;
            }
        }
        return count == 0 ? null : (Double) (sum / count);
    }

    /** Predicts all samples, in batches of the network's capacity. */
    public static Score of(Network network, Samples samples) {
        return of(network, samples, false);
    }

    /** The same, with the areas under the curves of classes. */
    public static Score withAreas(Network network, Samples samples) {
        return of(network, samples, true);
    }

    private static Score of(Network network, Samples samples, boolean areas) {
        if (network instanceof MultiPredictor multi) {
            return PortScore.of(multi, samples, areas);
        }
        Tally tally = Tally.of(network, samples, areas);
        predict(network, samples, tally);
        return tally.score();
    }

    /** Predicts all samples with a network with one input and one output, in batches of its capacity. */
    static void predict(Network network, Samples samples, OutputConsumer consumer) {
        int[] order = new int[samples.count()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        BatchLengths lengths = new BatchLengths(network, samples);
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
            consumer.add(output, order, from, batch);
        }
        begin(network);
    }

    /** Bits for each label: the loss to the base of 2. */
    public double bits() {
        return loss / StrictMath.log(2);
    }

    static void begin(Network network) {
        if (network instanceof Recurrent recurrent) {
            Arrays.fill(recurrent.initialState(), 0);
        }
    }

    /** Lets the next sample begin in the final state of this one. */
    static void goOn(Recurrent network) {
        System.arraycopy(network.finalState(), 0, network.initialState(), 0, network.stateSize());
    }

    /**
     * The index of the largest of {@code count} values from {@code from} on, relative to {@code from}; -1 if one is NaN or the largest is
     * infinite: then no class is the most probable.
     */
    static int best(float[] values, int from, int count) {
        int best = 0;
        boolean numbers = true;
        for (int i = 0; i < count; i++) {
            numbers &= !Float.isNaN(values[from + i]);
            if (values[from + i] > values[from + best]) {
                best = i;
            }
        }
        return numbers && Float.isFinite(values[from + best]) ? best : -1;
    }
}
