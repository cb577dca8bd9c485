package dev.lamina.cli.data;

import dev.lamina.cli.console.Text;
import dev.lamina.compiler.LossFunction;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Samples, row by row: the inputs of each, and its labels or its target. They are in memory, as far as there is room. */
public final class Samples {

    /** Stands for all rows, in their order. */
    private static final int[] ALL = {};

    private final int count;
    private final List<ChunkedRows> inputs;
    private final List<ChunkedRows> answers;
    private final int[] chosen;
    private final boolean consecutive;
    private final Padding padding;
    private final boolean everyStep;
    private final LossFunction loss;
    private final Optional<SamplePorts> ports;

    /** A weight for each row; empty if all count the same. */
    private final Optional<ChunkedRows> weights;

    /** For windows of a series: how many after each other share labels or targets; else 0. */
    private final int overlap;

    /** What replaces numbers without a value, for each input. */
    private final Map<Integer, MeanFill> fills;

    private Samples(Change of) {
        count = of.count;
        inputs = of.inputs;
        answers = of.answers;
        chosen = of.chosen;
        consecutive = of.consecutive;
        padding = of.padding;
        everyStep = of.everyStep;
        loss = of.loss;
        ports = of.ports;
        overlap = of.overlap;
        fills = of.fills;
        weights = of.weights;
    }

    /** What samples are made of, to change some of it. */
    private static final class Change {
        private int count;
        private List<ChunkedRows> inputs;
        private List<ChunkedRows> answers;
        private int[] chosen = ALL;
        private boolean consecutive;
        private Padding padding = Padding.none(0);
        private boolean everyStep;
        private LossFunction loss = LossFunction.none();
        private Optional<SamplePorts> ports = Optional.empty();
        private int overlap;
        private Map<Integer, MeanFill> fills = Map.of();
        private Optional<ChunkedRows> weights = Optional.empty();

        Change(int count, List<ChunkedRows> inputs, List<ChunkedRows> answers) {
            this.count = count;
            this.inputs = inputs;
            this.answers = answers;
        }

        Change(Samples of) {
            this(of.count, of.inputs, of.answers);
            chosen = of.chosen;
            consecutive = of.consecutive;
            padding = of.padding;
            everyStep = of.everyStep;
            loss = of.loss;
            ports = of.ports;
            overlap = of.overlap;
            fills = of.fills;
            weights = of.weights;
        }

        Samples with(Consumer<Change> change) {
            change.accept(this);
            return new Samples(this);
        }
    }

    private Samples with(Consumer<Change> change) {
        return new Change(this).with(change);
    }

    /** Consecutive parts of one long sequence, with a label for each step; the arrays are kept, not copied. */
    public static Samples consecutive(int steps, NetworkInput inputs, int[] labels) {
        return new Change(
                        inputs.length() / steps,
                        List.of(ChunkedRows.of(steps, inputs)),
                        List.of(ChunkedRows.of(steps, NetworkInput.of(labels))))
                .with(to -> {
                    to.consecutive = true;
                    to.padding = Padding.none(steps);
                    to.everyStep = true;
                });
    }

    /**
     * Windows of one long series, in the order of time.
     *
     * @param overlap how many windows after each other share rows of the labels or targets: 1 if none do
     */
    static Samples series(int count, ChunkedRows inputs, ChunkedRows answers, int overlap) {
        return new Change(count, List.of(inputs), List.of(answers)).with(to -> to.overlap = overlap);
    }

    /** Samples with {@code labelSize} labels each; the arrays are kept, not copied. */
    public static Samples labelled(int inputSize, NetworkInput inputs, int labelSize, int[] labels) {
        return of(
                inputs.length() / inputSize,
                ChunkedRows.of(inputSize, inputs),
                ChunkedRows.of(labelSize, NetworkInput.of(labels)));
    }

    /** Samples with a target each; the arrays are kept, not copied. */
    public static Samples numbers(int inputSize, NetworkInput inputs, int targetSize, float[] targets) {
        return of(
                inputs.length() / inputSize,
                ChunkedRows.of(inputSize, inputs),
                ChunkedRows.of(targetSize, NetworkInput.of(targets)));
    }

    /** Samples whose answers are labels if they are whole numbers, and targets otherwise. */
    static Samples of(int count, ChunkedRows inputs, ChunkedRows answers) {
        return series(count, inputs, answers, 0);
    }

    /**
     * Samples for a model with several inputs or outputs; the arrays are kept, not copied.
     *
     * @param inputs the numbers of each input
     * @param answers the labels or the targets of each output; none if no loss reads it
     */
    static Samples ofPorts(
            SamplePorts ports, int count, List<NetworkInput> inputs, List<NetworkInput> answers, Padding padding) {
        List<ChunkedRows> inputRows = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            inputRows.add(ChunkedRows.of(ports.inputs().get(i).size(), inputs.get(i)));
        }
        List<ChunkedRows> answerRows = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            answerRows.add(ChunkedRows.of(ports.outputs().get(i).size(), answers.get(i)));
        }
        return new Change(count, inputRows, answerRows).with(to -> {
            to.padding = padding;
            to.ports = Optional.of(ports);
        });
    }

    /** The inputs and outputs of a model with several of them. Then the methods without a number are about the first. */
    public Optional<SamplePorts> ports() {
        return ports;
    }

    /**
     * The same as sequences.
     *
     * @param answersEveryStep whether each step has a label or a part of the target
     */
    Samples ofSequences(Padding of, boolean answersEveryStep) {
        return with(to -> {
            to.padding = of;
            to.everyStep = answersEveryStep;
        });
    }

    /** The same of a model with several outputs, of which one has a loss; the samples have one input and the labels of that output. */
    public Samples ofPorts(SamplePorts all) {
        List<ChunkedRows> each = all.outputs().stream()
                .map(output -> output.hasLoss()
                        ? answers.get(0)
                        : ChunkedRows.of(output.size(), NetworkInput.of(new float[0])))
                .toList();
        return with(to -> {
            to.answers = each;
            to.ports = Optional.of(all);
        });
    }

    /** The same, whose labels or targets a loss compares with the output. */
    public Samples comparedBy(LossFunction function) {
        return with(to -> to.loss = function);
    }

    /** The same with a weight for each sample, in the order of the file. */
    Samples weighted(ChunkedRows each) {
        return with(to -> to.weights = Optional.of(each));
    }

    /** Other samples of the same file, with the weights of these. */
    Samples sameWeights(Samples others) {
        return weights.map(others::weighted).orElse(others);
    }

    /** Whether samples have weights. */
    public boolean weighted() {
        return weights.isPresent();
    }

    /** How much a sample counts: 1 if samples have no weights. */
    public double weight(int sample) {
        if (weights.isEmpty()) {
            return 1;
        }
        RowPlace place = weights.get().place(row(sample));
        return place.numbers().floats()[place.start()];
    }

    /** Copies the weights of samples {@code order[from] .. order[from + batch - 1]}. */
    public void gatherWeights(int[] order, int from, int batch, float[] into) {
        weights.ifPresent(each -> gather(each, order, from, batch, NetworkInput.of(into)));
    }

    /** The same with the labels, 0 or 1, as numbers of a target. */
    Samples withLabelsAsTargets() {
        List<ChunkedRows> targets = answers.stream().map(ChunkedRows::asFloats).toList();
        return with(to -> to.answers = targets);
    }

    /** The same with their inputs, which are floats, as targets. */
    Samples withInputsAsTargets() {
        return with(to -> {
            to.answers = inputs;
            to.overlap = isSeries() ? inputs.get(0).overlap() : 0;
        });
    }

    /**
     * The same, in which numbers of an input without a value are the mean of their feature.
     *
     * @param means the mean of each feature; this is the offset of its scaling, so that they are scaled to 0
     * @param inner how many neighbours belong to one feature
     */
    public Samples filledWith(int input, float[] means, int inner) {
        Map<Integer, MeanFill> all = new HashMap<>(fills);
        all.put(input, new MeanFill(means, inner));
        return with(to -> to.fills = Map.copyOf(all));
    }

    /** What compares the output with the labels or targets; of a model with several outputs the {@link #ports} have it. */
    public LossFunction loss() {
        return loss;
    }

    /** Whether the samples are windows of a series, in the order of time. */
    public boolean isSeries() {
        return overlap > 0;
    }

    /** Whether they are shuffled in blocks, of which two at most are in memory. */
    public boolean inBlocks() {
        return inputs.get(0).memory().inBlocks();
    }

    /** The order of an epoch: any, or one of blocks. */
    public int[] order(long seed, long epoch) {
        return inBlocks()
                ? BlockOrder.of(pieces(), inputs.get(0).memory().piecesOfABlock(), seed, epoch)
                : CounterRandom.permutation(count, seed, epoch);
    }

    /** The first sample of each piece of rows that has some, and the number of all behind them. */
    private int[] pieces() {
        int rows = inputs.get(0).memory().pieceRows();
        int[] starts = new int[count + 1];
        int pieces = 0;
        for (int sample = 0; sample < count; sample++) {
            if (sample == 0 || row(sample) / rows != row(sample - 1) / rows) {
                starts[pieces++] = sample;
            }
        }
        starts[pieces++] = count;
        return Arrays.copyOf(starts, pieces);
    }

    /**
     * The windows of a series whose labels or targets stand before all those of the last {@code held} windows: these must not be known when
     * they are tested with.
     */
    public Samples before(int held) {
        return select(ascending(), 0, Math.max(0, count - held - (overlap - 1)));
    }

    /** The last windows of a series. */
    public Samples last(int held) {
        return select(ascending(), count - held, count);
    }

    private int[] ascending() {
        return IntStream.range(0, count).toArray();
    }

    ChunkedRows inputRows() {
        return inputs.get(0);
    }

    ChunkedRows answerRows() {
        return answers.get(0);
    }

    /** Whether each sample continues the one before it. */
    public boolean consecutive() {
        return consecutive;
    }

    /** The number of steps of each sample, padding included; 0 if samples are not sequences. */
    public int steps() {
        return padding.steps();
    }

    /** Whether samples have different numbers of steps. */
    public boolean padded() {
        return padding.isThere();
    }

    /** The number of a sample's steps without padding. */
    public int ownSteps(int sample) {
        return padding.own(row(sample));
    }

    /** How many of a sample's {@link #rows} are not padding. */
    public int ownRows(int sample) {
        return everyStep ? ownSteps(sample) : 1;
    }

    /** How many rows of labels or targets a sample has: one, or one for each step. */
    public int rows() {
        return everyStep ? padding.steps() : 1;
    }

    /** The numbers of one input. */
    public int inputSize() {
        return inputs.get(0).width();
    }

    /** The number of samples. */
    public int count() {
        return count;
    }

    /** Whether each sample has labels rather than a target. */
    public boolean labelled() {
        return answers.get(0).whole();
    }

    /** Labels of one sample, 0 when the samples have targets. */
    public int labelSize() {
        return labelled() ? answers.get(0).width() : 0;
    }

    /** A label of a sample. */
    public int label(int sample, int step) {
        return label(0, sample, step);
    }

    /** A label of a sample, for one of several outputs. */
    public int label(int output, int sample, int step) {
        RowPlace labels = answers.get(output).place(row(sample));
        return labels.numbers().tokens()[labels.start() + step];
    }

    /** How many classes or labels of one row are predicted rightly or wrongly; 0 when samples have other targets. */
    public int decisions() {
        return labelled() ? labelSize() / rows() : loss.isBinary() ? targetSize() / rows() : 0;
    }

    /** Floats of one target, 0 when the samples have labels. */
    public int targetSize() {
        return labelled() ? 0 : answers.get(0).width();
    }

    /** Copies the inputs of samples {@code order[from] .. order[from + batch - 1]}. */
    public void gatherInputs(int[] order, int from, int batch, NetworkInput into) {
        gatherInputs(0, order, from, batch, into);
    }

    /** The same of one of several inputs. */
    public void gatherInputs(int input, int[] order, int from, int batch, NetworkInput into) {
        gather(inputs.get(input), order, from, batch, into);
        fill(input, into.floats(), batch);
    }

    /** Copies the inputs of one sample to place {@code at}. */
    void copyInput(int sample, NetworkInput into, int at) {
        inputs.get(0).copy(row(sample), into, at);
    }

    /** Copies the targets of samples {@code order[from] .. order[from + batch - 1]}. */
    public void gatherTargets(int[] order, int from, int batch, float[] into) {
        gatherTargets(0, order, from, batch, into);
    }

    /** The same for one of several outputs. */
    public void gatherTargets(int output, int[] order, int from, int batch, float[] into) {
        gather(answers.get(output), order, from, batch, NetworkInput.of(into));
        if (output == 0 && targetIsInput()) {
            fill(0, into, batch);
        }
    }

    /** Whether the target is the input itself. */
    public boolean targetIsInput() {
        return answers.get(0) == inputs.get(0);
    }

    /** Copies the labels of samples {@code order[from] .. order[from + batch - 1]}. */
    public void gatherLabels(int[] order, int from, int batch, int[] into) {
        gatherLabels(0, order, from, batch, into);
    }

    /** The same for one of several outputs. */
    public void gatherLabels(int output, int[] order, int from, int batch, int[] into) {
        gather(answers.get(output), order, from, batch, NetworkInput.of(into));
    }

    private void fill(int input, float[] values, int batch) {
        MeanFill means = fills.get(input);
        int width = inputs.get(input).width();
        for (int i = 0; i < batch && means != null; i++) {
            means.apply(values, i * width, width);
        }
    }

    private void gather(ChunkedRows rows, int[] order, int from, int batch, NetworkInput into) {
        for (int i = 0; i < batch; i++) {
            rows.copy(row(order[from + i]), into, i * rows.width());
        }
    }

    /**
     * The samples that {@code order[from] .. order[end - 1]} name, in that order, or in the order of the data if they are in blocks. Their
     * numbers are not copied.
     */
    public Samples select(int[] order, int from, int end) {
        int[] some = Arrays.stream(order, from, end).map(this::row).toArray();
        if (inBlocks()) {
            Arrays.sort(some);
        }
        return with(to -> {
            to.count = some.length;
            to.chosen = some;
            to.consecutive = false;
            to.overlap = 0;
        });
    }

    private int row(int sample) {
        return chosen == ALL ? sample : chosen[sample];
    }

    /** The number of samples and a hash of all their numbers: {@code 50 samples, sha256 9f86d0818…}. */
    public String fingerprint() {
        SampleHash hash = new SampleHash();
        for (int sample = 0; sample < count; sample++) {
            int row = row(sample);
            hash.add(padding.own(row));
            inputs.forEach(rows -> hash.add(rows.place(row), rows.width()));
            answers.forEach(rows -> hash.add(rows.place(row), rows.width()));
            weights.ifPresent(rows -> hash.add(rows.place(row), rows.width()));
        }
        return Text.count(count, "sample") + ", sha256 " + hash.digits();
    }

    /** Receives the numbers of one sample after the other. */
    interface RowVisitor {
        /** The numbers of a sample, without padding, from {@code from} on, which may not be changed. Inputs without a value are NaN. */
        void row(float[] values, int from, int length);
    }

    /** Visits an input of each sample; none if it holds tokens. */
    void eachInput(int input, RowVisitor visitor) {
        boolean ofSteps = ports.map(all -> all.inputs().get(input).hasSteps()).orElse(padding.steps() > 0);
        each(inputs.get(input), ofSteps, visitor);
    }

    /** Visits the target of an output of each sample; none if the output is compared with labels. */
    void eachTarget(int output, RowVisitor visitor) {
        boolean ofSteps =
                ports.map(all -> all.outputs().get(output).everyStep()).orElse(everyStep);
        each(answers.get(output), ofSteps, visitor);
    }

    private void each(ChunkedRows rows, boolean ofSteps, RowVisitor visitor) {
        for (int sample = 0; sample < count && !rows.whole(); sample++) {
            int row = row(sample);
            int length = ofSteps ? rows.width() / padding.steps() * padding.own(row) : rows.width();
            RowPlace place = rows.place(row);
            visitor.row(place.numbers().floats(), place.start(), length);
        }
    }

    /** The largest magnitude in an input; 0 if it holds tokens. */
    float largestInput(int input) {
        float[] largest = new float[1];
        eachInput(input, (values, from, length) -> {
            for (int i = from; i < from + length; i++) {
                largest[0] = Math.max(largest[0], Math.abs(values[i]));
            }
        });
        return largest[0];
    }

    /** Whether a number of an input is missing. */
    public boolean lacksInput(int input) {
        boolean[] lacks = new boolean[1];
        eachInput(input, (values, from, length) -> {
            for (int i = from; i < from + length; i++) {
                lacks[0] |= Float.isNaN(values[i]);
            }
        });
        return lacks[0];
    }
}
