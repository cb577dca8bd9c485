package dev.lamina.runtime;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a training run except its parameters: seed, steps taken, learning rate, the optimiser's moments, and the best parameters so
 * far if the caller keeps them.
 */
public final class TrainingState {

    // In one file with parameters, whose names are a label and one more word: no layer can have these.
    private static final String OWN = "training.";
    private static final String SEED = OWN + "seed";
    private static final String STEP = OWN + "step";
    private static final String RATE = OWN + "rate";
    private static final String FIRST = OWN + "first.";
    private static final String SECOND = OWN + "second.";
    private static final String BEST = OWN + "best.";
    private static final String BEST_STEP = OWN + "best_step";
    private static final String BEST_LOSS = OWN + "best_loss";
    private static final String INITIAL_RATE = OWN + "initial_rate";
    private static final String REDUCTIONS = OWN + "reductions";
    private static final String WITHOUT_GAIN = OWN + "epochs_without_gain";
    private static final String LEAST_LOSS = OWN + "least_loss";
    private static final int[] SCALAR = {};

    private final float[] first;
    private final float[] second;
    private long seed;
    private long step;
    private float rate;
    private float[] best = {};
    private long bestStep;
    private double bestLoss = Double.POSITIVE_INFINITY;
    private float initialRate;
    private long reductions;
    private long epochsWithoutGain;
    private double leastLoss = Double.POSITIVE_INFINITY;

    /**
     * The state before the first step, with moments of zero.
     *
     * @param first floats of the first moment (momentum, Adam's mean): as many as the trained parameters have, or 0
     * @param second floats of the second moment (Adam's variance): as many as the trained parameters have, or 0
     */
    public TrainingState(long seed, float rate, int first, int second) {
        this.seed = seed;
        this.rate = rate;
        this.initialRate = rate;
        this.first = new float[first];
        this.second = new float[second];
    }

    /** The seed of all random numbers of the run. */
    public long seed() {
        return seed;
    }

    /** The number of steps taken: 0 before the first update. */
    public long step() {
        return step;
    }

    /** Counts a step. */
    public void advance() {
        step++;
    }

    /** The learning rate of the next step. */
    public float rate() {
        return rate;
    }

    /** Sets the learning rate of the following steps; a {@link RateSchedule} begins again from it. */
    public void rate(float next) {
        rate = next;
        initialRate = next;
        reductions = 0;
    }

    /** The learning rate that a schedule changes: that of the model, or the last one that {@link #rate(float)} has set. */
    public float initialRate() {
        return initialRate;
    }

    /** Sets the learning rate of the next step as a schedule computes it. */
    void scheduledRate(float next) {
        rate = next;
    }

    /** How often a schedule has reduced the rate because the loss stopped falling. */
    long reductions() {
        return reductions;
    }

    /** The epochs since the least loss that a schedule has seen, or since it reduced the rate. */
    long epochsWithoutGain() {
        return epochsWithoutGain;
    }

    /** The least loss that a schedule has seen; infinite before the first. */
    double leastLoss() {
        return leastLoss;
    }

    /** Remembers what a schedule has seen of the losses. */
    void watched(double least, long epochs, long times) {
        leastLoss = least;
        epochsWithoutGain = epochs;
        reductions = times;
    }

    /** The first moments, with the layout of the trained parameters; not a copy. */
    public float[] first() {
        return first;
    }

    /** The second moments, with the layout of the trained parameters; not a copy. */
    public float[] second() {
        return second;
    }

    /** Keeps a copy of the parameters as the best so far, those after the current step, in place of an earlier one. */
    public void keepBest(Parameters parameters) {
        float[] values = parameters.values();
        best = best.length == values.length ? best : new float[values.length];
        System.arraycopy(values, 0, best, 0, best.length);
        bestStep = step;
    }

    /** As {@link #keepBest(Parameters)}, with the loss of these parameters. */
    void keepBest(Parameters parameters, double loss) {
        keepBest(parameters);
        bestLoss = loss;
    }

    /** The loss of the best parameters; infinite if it is not known. */
    double bestLoss() {
        return bestLoss;
    }

    void bestLoss(double loss) {
        bestLoss = loss;
    }

    /** Whether there are best parameters. */
    public boolean hasBest() {
        return best.length > 0;
    }

    /** The step after which the best parameters were kept; 0 if there are none. */
    public long bestStep() {
        return bestStep;
    }

    /** Replaces the values of parameters by the best ones, if there are any. */
    public void restoreBest(Parameters parameters) {
        System.arraycopy(best, 0, parameters.values(), 0, best.length);
    }

    /**
     * Writes this state and the parameters it belongs to into one safetensors file, from which the run goes on bit for bit.
     * The moments are under the names of their parameters and in PyTorch's order, so they survive another layout. {@link
     * Parameters#read(Path)} takes the parameters alone out of such a file.
     *
     * @throws WeightsException if that fails, or a number is not finite and so could not be read back
     */
    public void write(Path file, Parameters parameters) {
        write(file, parameters, Map.of());
    }

    /** As {@link #write(Path, Parameters)}, with notes beside the tensors, which {@link Safetensors#metadata} reads. */
    public void write(Path file, Parameters parameters, Map<String, String> notes) {
        SafetensorsWriter.write(file, parameters.metadata(notes), tensors(file.toString(), parameters));
    }

    /** As {@link #write(Path, Parameters)}, to a stream, which is flushed and not closed. */
    public void write(OutputStream out, Parameters parameters) {
        SafetensorsWriter.write(out, parameters.metadata(), tensors(SafetensorsWriter.STREAM, parameters));
    }

    private List<Tensor> tensors(String target, Parameters parameters) {
        List<Tensor> tensors = parameters.tensors();
        tensors.add(Tensor.ofLongs(SEED, SCALAR, new long[] {seed}));
        tensors.add(Tensor.ofLongs(STEP, SCALAR, new long[] {step}));
        tensors.add(Tensor.ofFloats(RATE, SCALAR, new float[] {rate}));
        addSchedule(tensors);
        moments(parameters).forEach((prefix, moments) -> tensors.addAll(moments.tensors(prefix)));
        if (hasBest()) {
            tensors.add(Tensor.ofLongs(BEST_STEP, SCALAR, new long[] {bestStep}));
            tensors.addAll(parameters.over(best).tensors(BEST));
        }
        ExpectedTensors.requireFinite(target, tensors);
        return tensors;
    }

    /** What differs from a training whose rate never changed. */
    private void addSchedule(List<Tensor> tensors) {
        if (initialRate != rate) {
            tensors.add(Tensor.ofFloats(INITIAL_RATE, SCALAR, new float[] {initialRate}));
        }
        if (Double.isFinite(leastLoss)) {
            tensors.add(Tensor.ofDoubles(LEAST_LOSS, SCALAR, new double[] {leastLoss}));
            tensors.add(Tensor.ofLongs(REDUCTIONS, SCALAR, new long[] {reductions}));
            tensors.add(Tensor.ofLongs(WITHOUT_GAIN, SCALAR, new long[] {epochsWithoutGain}));
        }
        if (hasBest() && Double.isFinite(bestLoss)) {
            tensors.add(Tensor.ofDoubles(BEST_LOSS, SCALAR, new double[] {bestLoss}));
        }
    }

    private void takeSchedule(Map<String, Tensor> tensors) {
        initialRate = Optional.ofNullable(tensors.get(INITIAL_RATE))
                .map(tensor -> tensor.floats()[0])
                .orElse(rate);
        leastLoss = number(tensors, LEAST_LOSS);
        reductions = count(tensors, REDUCTIONS);
        epochsWithoutGain = count(tensors, WITHOUT_GAIN);
        bestLoss = number(tensors, BEST_LOSS);
    }

    private static double number(Map<String, Tensor> tensors, String name) {
        return Optional.ofNullable(tensors.get(name))
                .map(tensor -> tensor.doubles()[0])
                .orElse(Double.POSITIVE_INFINITY);
    }

    private static long count(Map<String, Tensor> tensors, String name) {
        return Optional.ofNullable(tensors.get(name))
                .map(tensor -> tensor.longs()[0])
                .orElse(0L);
    }

    /**
     * Takes state and parameters back from a file that {@link #write} has written for the same model and optimiser.
     *
     * @throws WeightsException saying everything that is wrong with the file; then nothing has changed
     */
    public void read(Path file, Parameters parameters) {
        read(WeightsSource.of(file), parameters);
    }

    /** As {@link #read(Path, Parameters)}, from a stream, which is read to its end and not closed. */
    public void read(InputStream in, Parameters parameters) {
        read(WeightsSource.of(in), parameters);
    }

    /** As {@link #read(Path, Parameters)}, from anywhere. */
    public void read(WeightsSource source, Parameters parameters) {
        ExpectedTensors expected = new ExpectedTensors(parameters.model(), parameters.architecture());
        parameters.expect(expected, "");
        expected.add(SEED, SCALAR, true);
        expected.add(STEP, SCALAR, true);
        expected.add(RATE, SCALAR, false);
        Map<String, Parameters> moments = moments(parameters);
        moments.forEach((prefix, moment) -> moment.expect(expected, prefix));
        parameters.views().forEach(view -> expected.addOptional(BEST + view.name(), view.shape(), view.isWhole()));
        expected.addOptional(BEST_STEP, SCALAR, true);
        for (String number : List.of(BEST_LOSS, INITIAL_RATE, LEAST_LOSS)) {
            expected.addOptional(number, SCALAR, false);
        }
        expected.addOptional(REDUCTIONS, SCALAR, true);
        expected.addOptional(WITHOUT_GAIN, SCALAR, true);
        ExpectedTensors.Found tensors = expected.read(source);
        requirePossible(source, tensors, parameters);
        Tensor initial = tensors.tensors().get(INITIAL_RATE);
        refuseIf(initial != null && initial.floats()[0] < 0, source, INITIAL_RATE, "is negative");
        boolean kept = holdsBest(source, tensors, parameters);
        seed = tensors.get(SEED).longs()[0];
        step = tensors.get(STEP).longs()[0];
        rate = tensors.get(RATE).floats()[0];
        takeSchedule(tensors.tensors());
        parameters.take(tensors);
        moments.forEach((prefix, moment) -> moment.take(tensors, prefix));
        best = new float[kept ? parameters.values().length : 0];
        bestStep = kept ? tensors.get(BEST_STEP).longs()[0] : 0;
        if (kept) {
            parameters.over(best).take(tensors, BEST);
        }
    }

    /** Whether a file has best parameters; it may have all of them or none. */
    private static boolean holdsBest(WeightsSource source, ExpectedTensors.Found tensors, Parameters parameters) {
        List<String> missing = new ArrayList<>(List.of(BEST_STEP));
        parameters.views().forEach(view -> missing.add(BEST + view.name()));
        int all = missing.size();
        missing.removeAll(tensors.tensors().keySet());
        if (missing.isEmpty()) {
            requirePositive(source, tensors, BEST_STEP);
            boolean later =
                    tensors.get(BEST_STEP).longs()[0] > tensors.get(STEP).longs()[0];
            refuseIf(later, source, BEST_STEP, "is later than " + STEP);
        } else if (missing.size() < all) {
            throw new WeightsException(
                    source.name(), "tensor " + WeightsException.quote(missing.get(0)) + " is missing");
        }
        return missing.isEmpty();
    }

    /** Refuses numbers that no run can have reached: a file without checksums may be damaged. */
    private void requirePossible(WeightsSource source, ExpectedTensors.Found tensors, Parameters parameters) {
        for (String count : List.of(STEP, REDUCTIONS, WITHOUT_GAIN)) {
            if (tensors.tensors().containsKey(count)) {
                requirePositive(source, tensors, count);
            }
        }
        refuseIf(tensors.get(RATE).floats()[0] < 0, source, RATE, "is negative");
        if (second.length > 0) {
            for (TensorView view : parameters.overTrained(second).views()) {
                String name = SECOND + view.name();
                float least = 0;
                for (float square : tensors.get(name).floats()) {
                    least = Math.min(least, square);
                }
                refuseIf(least < 0, source, name, "is a mean of squares, but has a negative number");
            }
        }
    }

    private static void requirePositive(WeightsSource source, ExpectedTensors.Found tensors, String name) {
        refuseIf(tensors.get(name).longs()[0] < 0, source, name, "is negative");
    }

    private static void refuseIf(boolean wrong, WeightsSource source, String name, String problem) {
        if (wrong) {
            throw new WeightsException(source.name(), "tensor " + WeightsException.quote(name) + " " + problem);
        }
    }

    /** The tensors of a file without those that a state has beside the parameters; all of them if the file is no state. */
    static List<SafetensorsReader.Place> withoutOwn(List<SafetensorsReader.Place> places) {
        boolean state = false; // no lambdas: the first of a program takes 20 ms, and all weights come by here
        List<SafetensorsReader.Place> others = new ArrayList<>();
        for (SafetensorsReader.Place place : places) {
            state |= place.name().equals(STEP);
            if (!place.name().startsWith(OWN)) {
                others.add(place);
            }
        }
        return state ? others : places;
    }

    /** The moments that there are, by the prefix of their names. */
    private Map<String, Parameters> moments(Parameters layout) {
        Map<String, Parameters> moments = new LinkedHashMap<>();
        if (first.length > 0) {
            moments.put(FIRST, layout.overTrained(first));
        }
        if (second.length > 0) {
            moments.put(SECOND, layout.overTrained(second));
        }
        return moments;
    }
}
