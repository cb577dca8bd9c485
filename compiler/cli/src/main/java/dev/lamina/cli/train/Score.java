package dev.lamina.cli.train;

import dev.lamina.cli.data.Samples;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.MultiPredictor;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Recurrent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well a network predicts samples.
 *
 * @param samples the number of samples, or of their steps if each has a label or a target
 * @param loss the mean of cross-entropy, or of squared errors, in double precision; of a target that is scaled, as training sees it
 * @param rootMeanSquaredErrors of each number of a target as it is in the data; empty when there are classes
 * @param correct how many of them are classified rightly, 0 when there are no classes
 * @param unclear for how many of them an output is NaN or infinite, so that it says nothing
 * @param confusion by label, how often each class was predicted; empty when there are no classes
 * @param outputs the scores of the outputs with a loss, if there are several outputs; then the loss is their weighted sum, and the other
 *     figures are in them
 */
public record Score(
        int samples,
        double loss,
        List<Double> rootMeanSquaredErrors,
        int correct,
        int unclear,
        List<List<Integer>> confusion,
        List<OutputScore> outputs) {

    /** The score of a network with one output. */
    public Score(
            int samples,
            double loss,
            List<Double> rootMeanSquaredErrors,
            int correct,
            int unclear,
            List<List<Integer>> confusion) {
        this(samples, loss, rootMeanSquaredErrors, correct, unclear, confusion, List.of());
    }

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
        if (network instanceof MultiPredictor multi) {
            return PortScore.of(multi, samples);
        }
        int[] order = new int[samples.count()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        BatchLengths lengths = new BatchLengths(network, samples);
        Tally tally = Tally.of(network, samples);
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
            tally.add(output, order, from, batch);
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
