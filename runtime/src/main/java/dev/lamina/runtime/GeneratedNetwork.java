package dev.lamina.runtime;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The base class of all generated networks: the parameters, the workspace, and the checks around each call. Only generated classes should
 * extend it; others may break with any release.
 *
 * <p>Each public method of a generated class runs between {@link #begin} and {@link #end}, so that a second thread in one object gets an
 * exception, and not a wrong result.
 */
public abstract class GeneratedNetwork implements Network {

    /** The message about a loss that takes no weights of samples, behind the name of the loss. */
    static final String NO_SAMPLE_WEIGHTS =
            " takes no weights of samples: the model file says `sample_weights = true` where it does";

    /** The system property that switches the search for NaN and infinity in inputs off, by the value {@code false}. */
    public static final String CHECK_FINITE = "lamina.checkFinite";

    /** The calls that threads may share, for {@link #run}. */
    public static final int PREDICT = 0;

    public static final int FORWARD = 1;
    public static final int BACKWARD = 2;
    public static final int UPDATE = 3;
    static final int CALLS = 4; // kinds

    /** A call that is estimated to be shorter is not shared: handing it over would take longer than it gains. */
    private static final long SHORTEST_NANOS = 4_000;

    /** The multiply-adds of a nanosecond, for estimates. */
    private static final int VECTOR_SPEED = 30;

    private static final int SCALAR_SPEED = 8;

    private static final float[] NONE = {};

    private static final boolean CHECKS_FINITE = !"false".equals(System.getProperty(CHECK_FINITE));

    /** The parameters, which other networks may share. */
    protected final Parameters parameters;

    /** The flat array of the parameters. */
    protected final float[] weights;

    /** The gradients; null in a network for predicting only. */
    protected Parameters gradients;

    /** The flat array of the gradients; null in a network for predicting only. */
    protected float[] gradientValues;

    /** The optimizer's state; null in a network for predicting only. */
    protected final TrainingState state;

    /** The most samples of a call. */
    protected final int capacity;

    /** The workspace: all values between input and output, at the offsets that the compiler has planned. */
    protected final float[] memory;

    /** The batch size of the last forward pass; 0 if its values are no longer in memory. */
    protected int samples;

    /** Whether the last forward pass has been followed by a backward pass. */
    protected boolean gradientsReady;

    private final Facts facts;
    private final Part whole = Part.whole();
    private int scratch;
    private long shortest = SHORTEST_NANOS;

    @SuppressWarnings("NullAway") // null while there is one thread
    private Team team;

    /** The sums of squares of blocks of gradients, if the train block clips their norm. */
    private double[] squares = {};

    private float[] scaled = {};

    private int firstSample;
    private int wholeBatch; // 0 if each call is a whole batch
    private int wholeSteps;

    /**
     * For each output how much its labels count, in a class with shards whose loss divides by their weights. Null in all others: an empty
     * array of them would load {@link LabelWeights} before the first result.
     */
    @SuppressWarnings("NullAway")
    private LabelWeights[] labelWeights;

    private boolean newWeights = true;

    /** 1 while a thread is in a call. No VarHandle of a field: its first use takes 0.6 ms, and AtomicBoolean has one. */
    private final AtomicInteger busy = new AtomicInteger();

    /**
     * Creates a network. In a network for predicting only, state and gradients are null.
     *
     * @param facts what the compiler knows of the class
     * @param state the optimizer's state, or null for predicting only
     * @param floats the length of {@link #memory}
     */
    @SuppressWarnings("NullAway")
    protected GeneratedNetwork(Facts facts, Parameters parameters, TrainingState state, int capacity, int floats) {
        Checks.parameters(parameters, facts.model, facts.parameterFloats);
        if (state != null) {
            Checks.state(
                    state,
                    facts.moments > 0 ? parameters.trainedFloats() : 0,
                    facts.moments > 1 ? parameters.trainedFloats() : 0);
        }
        this.parameters = parameters;
        this.weights = parameters.values();
        this.gradients = state == null ? null : parameters.zeros();
        this.gradientValues = gradients == null ? null : gradients.values();
        this.state = state;
        this.capacity = capacity;
        this.memory = new float[floats];
        this.facts = facts;
    }

    @Override
    public final Parameters parameters() {
        return parameters;
    }

    @Override
    public final int capacity() {
        return capacity;
    }

    @Override
    public int inputSize() {
        return facts.inputSize;
    }

    @Override
    public int outputSize() {
        return facts.outputSize;
    }

    /** The gradients of the last backward pass; null in a network for predicting only. */
    public final Parameters gradients() {
        return gradients;
    }

    /** As {@link TrainableNetwork#shards}. */
    public int shards() {
        return 1;
    }

    /** As {@link TrainableNetwork#shard}. */
    public final void shard(int first, int samples, int steps, boolean sameWeights) {
        shard(first, samples, steps, NONE, sameWeights);
    }

    /** As {@link TrainableNetwork#shard(int, int, int, float[], boolean)}. */
    public final void shard(int first, int samples, int steps, float[] ofBatch, boolean sameWeights) {
        begin();
        try {
            Checks.shards(shards());
            Checks.shard(first, samples, steps);
            if (weighsLabels()) {
                LabelWeights.ofBatch(labelWeights, samples, ofBatch);
            }
            firstSample = first;
            wholeBatch = samples;
            wholeSteps = samples == 0 ? 0 : steps;
            newWeights = !sameWeights;
        } finally {
            end();
        }
    }

    /** As {@link TrainableNetwork#weighsLabels}. */
    public final boolean weighsLabels() {
        return labelWeights != null;
    }

    /** As {@link TrainableNetwork#labelWeight}. */
    public final double labelWeight(int output, int[] labels, int from, int to) {
        boolean weighs = weighsLabels() && output < labelWeights.length && labelWeights[output] != null;
        return weighs ? labelWeights[output].of(parameters, labels, from, to) : 0;
    }

    /** As below, where all labels count. */
    protected final void weighsLabels(int output, float[] classes, boolean balanced) {
        weighsLabels(output, new LabelWeights(classes, balanced, OptionalInt.empty()));
    }

    /**
     * Says how much labels count in the loss of an output that divides by their weights. The constructor of a class with shards calls it.
     *
     * @param classes the weight of each class; null if all count 1, or the object only predicts
     * @param balanced whether they are counted from the training data, and in the array only after a call
     * @param ignored the label that does not count
     */
    protected final void weighsLabels(int output, float[] classes, boolean balanced, int ignored) {
        weighsLabels(output, new LabelWeights(classes == null ? NONE : classes, balanced, OptionalInt.of(ignored)));
    }

    private void weighsLabels(int output, LabelWeights weights) {
        if (state != null) {
            labelWeights = LabelWeights.with(weighsLabels() ? labelWeights : new LabelWeights[0], output, weights);
        }
    }

    /** Where kernels find the weight of the labels of the whole batch; 0 if each call is a whole batch. */
    protected final float[] wholeWeight(int output) {
        return labelWeights[output].whole;
    }

    /** As {@link TrainableNetwork#gradients(Parameters)}. */
    public final void gradients(Parameters into) {
        begin();
        try {
            Checks.shards(shards());
            requireTraining();
            gradients.requireSameModel(into);
            gradients = into;
            gradientValues = into.values();
        } finally {
            end();
        }
    }

    /** The number of a call's first sample in the batch of which it is a shard. */
    protected final int firstSample() {
        return firstSample;
    }

    /** The samples of the whole batch, for a call with {@code batch} samples. */
    protected final int wholeBatch(int batch) {
        return wholeBatch == 0 ? batch : wholeBatch;
    }

    /** The steps of the whole batch, for a call with {@code steps} steps in all its samples. */
    protected final int wholeSteps(int steps) {
        return wholeBatch == 0 ? steps : wholeSteps;
    }

    /** Whether what is derived from the weights alone has to be computed, because it may not be in memory. */
    protected final boolean newWeights() {
        return newWeights;
    }

    /** The optimizer's state; null in a network for predicting only. */
    public final TrainingState state() {
        return state;
    }

    /** The workspace with the values of all layers; not a copy. For tools that look for numbers that are not finite. */
    public final float[] workspace() {
        return memory;
    }

    /**
     * Begins a call.
     *
     * @throws IllegalStateException if another thread is in a call of this object
     */
    protected final void begin() {
        if (!busy.compareAndSet(0, 1)) {
            throw new IllegalStateException("another thread is using this " + facts.model
                    + ": give each thread a network of its own over the same parameters, or share a NetworkPool");
        }
    }

    /** Ends a call. */
    protected final void end() {
        busy.setRelease(0);
    }

    @Override
    @SuppressWarnings("NullAway") // no team for one thread
    public final void threads(int threads) {
        Checks.threads(threads);
        begin();
        try {
            if (threads != threads()) {
                stopThreads();
                team = threads == 1 ? null : new Team(this, "lamina-" + facts.model, threads, scratch);
            }
        } finally {
            end();
        }
    }

    @Override
    public final int threads() {
        return team == null ? 1 : team.threads();
    }

    /** Shares calls of any length between the threads: for tests. */
    final void shareEveryCall() {
        shortest = 0;
    }

    @SuppressWarnings("NullAway")
    private void stopThreads() {
        if (team != null) {
            team.stop();
            team = null;
        }
    }

    /** Gives each thread scratch memory of this many floats. A constructor calls it. */
    protected final void scratch(int floats) {
        scratch = floats;
        whole.rows = new float[floats];
    }

    /** Prepares to clip the norm of the gradients. A constructor calls it. */
    protected final void clipsNorm() {
        squares = new double[gradientValues == null ? 0 : GradientNorm.blocks(gradientValues.length)];
    }

    /** Sums the squares of this part of the gradients, and waits for the other parts: {@link #clipScale} needs all of them. */
    protected final void squareGradients(Part part) {
        GradientNorm.squares(gradientValues, part.first(squares.length), part.end(squares.length), squares);
        part.await();
    }

    /** The factor of all gradients that keeps their norm below {@code most}, as PyTorch has it: most / (norm + 1e-6), at most 1. */
    protected final float clipScale(double most) {
        double scale = most / (GradientNorm.of(squares) + 1e-6);
        return scale >= 1 ? 1 : (float) scale;
    }

    /** The whole of a call, for what one thread does alone; also for profilers, which call methods that take a part. */
    public final Part whole(int batch) {
        return whole.setWhole(batch);
    }

    /**
     * Runs a call on all threads, each with its part; on the calling thread alone if there is too little work. The work is estimated in
     * multiply-adds; for floats that are only moved the compiler counts some more.
     *
     * @param call {@link #PREDICT}, {@link #FORWARD}, {@link #BACKWARD} or {@link #UPDATE}
     * @param perSample the work for each sample
     * @param once the work that does not depend on the number of samples
     */
    protected final void run(int call, int batch, long perSample, long once) {
        if (team != null) {
            long nanos = (batch * perSample + once) / (facts.vectors ? VECTOR_SPEED : SCALAR_SPEED);
            if (nanos >= shortest) {
                team.run(this, call, batch, shortest == 0 ? Team.ANY_NANOS : nanos);
                return;
            }
        }
        computeAlone(call, batch);
    }

    /** A backward pass over all samples of the last forward pass; the work is estimated as for {@link #run}. */
    protected final void runBackward(long perSample, long once) {
        begin();
        try {
            int batch = requireUnused();
            gradientsReady = true;
            run(BACKWARD, batch, perSample, once);
        } finally {
            end();
        }
    }

    /** An update of the parameters by the last gradients; the work is estimated as for {@link #run}. */
    protected final void runUpdate(long once) {
        begin();
        try {
            requireTraining();
            run(UPDATE, 1, 0, once);
            state.advance();
        } finally {
            end();
        }
    }

    final void computeAlone(int call, int batch) {
        compute(call, whole.setWhole(batch));
    }

    final void compute(int call, Part part) {
        switch (call) {
            case PREDICT -> predictPart(part);
            case FORWARD -> forwardPart(part);
            case BACKWARD -> backwardPart(part);
            default -> updatePart(part);
        }
    }

    /** Computes one part of a prediction. */
    protected abstract void predictPart(Part part);

    /** Computes one part of a forward pass. */
    protected void forwardPart(Part part) {
        throw new IllegalStateException("this class only predicts");
    }

    /** Computes one part of a backward pass. */
    protected void backwardPart(Part part) {
        throw new IllegalStateException("this class only predicts");
    }

    /** Computes one part of an update. */
    protected void updatePart(Part part) {
        throw new IllegalStateException("this class only predicts");
    }

    /** Requires an object that was made for training. */
    protected final void requireTraining() {
        Checks.state(state != null, "this object was made for predicting only: construct it with a training state");
    }

    /** Requires a forward pass that no backward pass has followed yet; returns its number of samples. */
    protected final int requireUnused() {
        Checks.state(
                samples > 0 && !gradientsReady,
                "backward needs a forward pass before it, and its values serve only once");
        return samples;
    }

    /** The samples of the last forward pass. */
    protected final int requireForward() {
        Checks.state(samples > 0, "there has been no forward pass");
        return samples;
    }

    /** Requires a backward pass after the last forward pass; returns its number of samples. */
    protected final int requireBackward() {
        Checks.state(samples > 0 && gradientsReady, "there has been no backward pass");
        return samples;
    }

    /**
     * Checks an input of {@code batch} samples, and scales it as the parameters' {@link Preprocessing} says.
     *
     * @param size floats of one sample
     * @return the numbers to compute with: the array itself if nothing is scaled, else one of this object's own
     */
    protected final float[] input(String name, float[] given, int batch, int size) {
        Checks.length(name, given.length, batch, size);
        float[] read = scaled(name, given, batch, size);
        int wrong = notFinite(read, 0, batch * size);
        if (wrong >= 0) {
            throw InputFaults.ofSample(this, name, given, wrong, size);
        }
        return read;
    }

    /**
     * As {@link #input(String, float[], int, int)}, of sequences.
     *
     * @param steps the steps that the array has for each sample
     * @param features floats of a step
     * @param lengths the steps of each sample; the steps behind them are padding and may be anything
     */
    protected final float[] input(String name, float[] given, int batch, int steps, int features, int[] lengths) {
        Checks.length(name, given.length, batch, steps * features);
        float[] read = scaled(name, given, batch, steps * features);
        for (int n = 0; n < batch; n++) {
            int from = n * steps * features;
            int wrong = notFinite(read, from, from + lengths[n] * features);
            if (wrong >= 0) {
                throw InputFaults.ofStep(this, name, given, wrong, steps, features);
            }
        }
        return read;
    }

    /** The first number that is NaN or infinite, or -1; always -1 if the search is switched off. */
    private int notFinite(float[] values, int from, int to) {
        boolean fine = !CHECKS_FINITE
                || (facts.vectors ? VectorNumbers.allFinite(values, from, to) : Numbers.allFinite(values, from, to));
        return fine ? -1 : Checks.firstNotFinite(values, from, to);
    }

    private float[] scaled(String name, float[] given, int batch, int size) {
        Scaling scaling = inputScaling(name);
        if (scaling.isNone()) {
            return given;
        }
        float[] into = scaledInput(name, batch * size, capacity * size);
        scaling.apply(given, into, batch * size, inputInner(name));
        return into;
    }

    /** How an input is scaled. */
    Scaling inputScaling(String name) {
        return parameters.preprocessing().input();
    }

    /** How many neighbours in the array of an input belong to one feature. */
    int inputInner(String name) {
        return parameters.architecture().inputInner();
    }

    /** The array of this object for a scaled input, with room for {@code floats}; a new one has room for {@code most}. */
    float[] scaledInput(String name, int floats, int most) {
        if (scaled.length < floats) {
            scaled = new float[most]; // once: preprocessing may be set after this object was made
        }
        return scaled;
    }

    /**
     * The class with the largest of {@code classes} scores, the first of equals.
     *
     * @throws ArithmeticException if a score is NaN: then no class is the most probable
     */
    protected static int largest(float[] scores, int classes) {
        Probabilities.requireNumbers(scores, 0, classes);
        return Probabilities.largest(scores, 0, classes);
    }

    /** Copies a target of {@code count} numbers, scaled as the parameters' {@link Preprocessing} says. */
    protected final void target(float[] given, float[] into, int count) {
        Scaling scaling = parameters.preprocessing().target();
        if (scaling.isNone()) {
            System.arraycopy(given, 0, into, 0, count);
        } else {
            scaling.apply(given, into, count, parameters.architecture().outputInner());
        }
    }

    /**
     * Copies the weights of the samples of a batch; 1 for each if none are given.
     *
     * @param name what they are, for messages
     * @throws IllegalArgumentException if there are too few, or one is negative or not finite
     */
    protected final void sampleWeights(String name, float[] given, float[] into, int batch) {
        if (given == null) {
            Arrays.fill(into, 0, batch, 1f);
            return;
        }
        Checks.length(name, given.length, batch, 1);
        Checks.weights(name, given, batch);
        System.arraycopy(given, 0, into, 0, batch);
    }

    /** Copies the weights of classes or labels that were counted from the training data; 1 for each if nobody has counted them. */
    protected final void balancedWeights(float[] into) {
        parameters.classWeights(into);
    }

    /** Gives {@code count} outputs of a network that was trained on a scaled target the target's own scale. */
    protected final void unscale(float[] output, int count) {
        Scaling target = parameters.preprocessing().target();
        target.undo(output, count, parameters.architecture().outputInner());
    }

    /** Turns a gradient of {@code count} scaled inputs into that of the inputs as they were given. */
    protected final void unscaleGradient(float[] gradient, int count) {
        Scaling input = parameters.preprocessing().input();
        input.scaleGradient(gradient, count, parameters.architecture().inputInner());
    }

    /** The facts about a generated class that the compiler passes on. */
    public static final class Facts {
        private final String model;
        private final int parameterFloats;
        private final int moments;
        private final boolean vectors;
        private final int inputSize;
        private final int outputSize;

        /**
         * Creates the facts about a class.
         *
         * @param inputSize floats, or tokens, of one sample of the input
         * @param outputSize floats of one sample of the output
         * @param moments how many floats the optimizer keeps for each parameter
         * @param vectors whether the class was generated for the vector target
         */
        public Facts(String model, int parameterFloats, int inputSize, int outputSize, int moments, boolean vectors) {
            this.model = model;
            this.parameterFloats = parameterFloats;
            this.inputSize = inputSize;
            this.outputSize = outputSize;
            this.moments = moments;
            this.vectors = vectors;
        }
    }
}
