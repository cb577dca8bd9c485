package dev.lamina.runtime;

import java.util.Arrays;
import java.util.List;

/**
 * Takes the training steps of a model with {@code shards n} in its train block. Each step computes the gradient of each shard by itself, adds
 * the gradients in a {@link ShardTree}, and updates the parameters once. <b>The parameters have the same bits for any number of threads</b>, and
 * for any number of processes if an {@link Exchange} connects them.
 *
 * <p>Each thread has a network of its own; all share parameters and state. {@link ShardOrder} says which samples a step takes. One thread at a
 * time may call an object. It holds a gradient for each of its shards.
 */
public final class ShardedTraining implements AutoCloseable {

    private static final float[] NONE = {};

    private final List<TrainableNetwork> networks;
    private final int shards;
    private final int first;
    private final int end;
    private final Exchange exchange;
    private final Parameters[] gradients;
    private final float[][] values;
    private final float[] losses;
    private final boolean[] derived;
    private final ShardThreads threads;
    private final Sharing sharing = new Sharing();

    /** Computes the forward and the backward pass of a shard's samples on the network of a thread, and returns the loss. */
    @FunctionalInterface
    public interface Pass {

        /**
         * Runs {@code forward} and {@code backward}, and nothing else that changes the network.
         *
         * @param thread the number of the network: 0 for the first one
         * @param shard the shard, from 0 on
         */
        float run(int thread, int shard);
    }

    /** Adds what several processes have computed. */
    @FunctionalInterface
    public interface Exchange {

        /**
         * Leaves the sum over all shards of gradients and losses in the place of this process's first shard.
         *
         * @param gradients the gradients by shard, summed in place as {@link ShardTree#within} does; null for shards of other processes
         * @param losses the losses by shard, summed in the same way
         */
        void sum(float[][] gradients, float[] losses);
    }

    /**
     * For all shards in this process.
     *
     * @param networks a network for each thread, which share their parameters and their state
     */
    public ShardedTraining(List<? extends TrainableNetwork> networks) {
        this(networks, 0, networks.get(0).shards(), (gradients, losses) -> {});
    }

    /**
     * For the shards {@code first} to {@code end - 1} of a training that several processes share.
     *
     * @param networks a network for each thread, which share their parameters and their state
     * @throws IllegalArgumentException if the networks share no parameters, or there are no such shards
     */
    public ShardedTraining(List<? extends TrainableNetwork> networks, int first, int end, Exchange exchange) {
        this.networks = List.copyOf(networks);
        TrainableNetwork one = this.networks.get(0);
        this.shards = one.shards();
        if (first < 0 || first >= end || end > shards) {
            throw new IllegalArgumentException(
                    "shards " + first + " .. " + (end - 1) + " are none of " + shards + " shards");
        }
        for (TrainableNetwork network : this.networks) {
            if (network.parameters() != one.parameters() || network.state() != one.state()) {
                throw new IllegalArgumentException("the networks of a sharded training share parameters and state");
            }
        }
        this.first = first;
        this.end = end;
        this.exchange = exchange;
        gradients = new Parameters[shards];
        values = new float[shards][];
        for (int shard = first; shard < end; shard++) {
            gradients[shard] = shards == 1 ? one.gradients() : one.parameters().zeros();
            values[shard] = gradients[shard].values();
        }
        losses = new float[shards];
        derived = new boolean[this.networks.size()];
        threads = new ShardThreads(this.networks.size());
    }

    /** The threads that compute, one for each network. */
    public int threads() {
        return networks.size();
    }

    /**
     * Takes a step, and returns the loss of the whole batch before it.
     *
     * @param sizes the samples of each shard, of all processes; a shard may have none
     * @param steps the time steps of all samples of all shards, without padding; anything if the input is no sequence
     * @param pass computes a shard that has samples
     */
    public float step(int[] sizes, int steps, Pass pass) {
        return step(sizes, steps, NONE, pass);
    }

    /**
     * As {@link #step(int[], int, Pass)}, for networks that {@linkplain TrainableNetwork#weighsLabels() weigh labels}.
     *
     * @param labelWeights for each output the sum of {@link TrainableNetwork#labelWeight} over all labels of all shards, summed in one order by all
     *     processes
     */
    public float step(int[] sizes, int steps, float[] labelWeights, Pass pass) {
        int[] starts = new int[shards + 1];
        for (int shard = 0; shard < shards; shard++) {
            starts[shard + 1] = starts[shard] + sizes[shard];
        }
        Arrays.fill(derived, false); // the last step has changed the parameters
        Step whole = new Step(starts, steps, labelWeights);
        boolean shared = networks.size() > 1 && sharing.sharesNext();
        long start = System.nanoTime();
        compute(shared, whole, pass);
        long computed = System.nanoTime();
        exchange.sum(values, losses);
        long exchanged = System.nanoTime();
        TrainableNetwork updating = networks.get(0);
        if (shards > 1) {
            updating.gradients(gradients[first]);
        }
        float[] parameters = updating.parameters().values();
        if (shared && parameters.length >= CacheLines.LEAST) {
            CacheLines.take(parameters, 0, parameters.length);
        }
        updating.update();
        took(shared, System.nanoTime() - exchanged + computed - start, starts[end] - starts[first]);
        return losses[first];
    }

    /** Computes the gradients of this process's shards and adds them. */
    private void compute(boolean shared, Step whole, Pass pass) {
        if (shared) {
            threads.run(end - first, (thread, item) -> pass(thread, first + item, whole, pass));
            addShared();
        } else {
            for (int shard = first; shard < end; shard++) {
                pass(0, shard, whole, pass);
            }
            ShardTree.within(shards, first, end, this::addWhole);
        }
        ShardTree.within(shards, first, end, (into, other) -> losses[into] += losses[other]);
    }

    /** A small step takes several threads longer than one: each reads from the memory of the others. */
    private void took(boolean shared, long nanos, int samples) {
        double time = (double) nanos / Math.max(1, samples);
        if (shared) {
            sharing.shared(time, false);
        } else if (sharing.needsTimeAlone()) {
            sharing.alone(time);
        }
    }

    /** The sum of the gradients of the last step, with the layout of {@link TrainableNetwork#gradients}; not a copy. */
    public Parameters gradients() {
        return gradients[first];
    }

    /** The whole batch of a step. */
    private static final class Step {
        /** The number of the first sample of each shard, and the number of all samples behind them. */
        final int[] starts;

        final int steps;
        final float[] labelWeights;

        Step(int[] starts, int steps, float[] labelWeights) {
            this.starts = starts;
            this.steps = steps;
            this.labelWeights = labelWeights;
        }
    }

    private void pass(int thread, int shard, Step step, Pass pass) {
        int[] starts = step.starts;
        if (starts[shard] == starts[shard + 1]) {
            Arrays.fill(values[shard], 0);
            losses[shard] = 0;
            return;
        }
        TrainableNetwork network = networks.get(thread);
        if (shards > 1) {
            network.shard(starts[shard], starts[shards], step.steps, step.labelWeights, derived[thread]);
            network.gradients(gradients[shard]);
        }
        losses[shard] = pass.run(thread, shard);
        derived[thread] = true;
    }

    /** Each thread adds the gradients that it has computed; then each adds a part of all floats of these sums. */
    private void addShared() {
        int count = networks.size();
        int[] bounds = ShardTree.bounds(end - first, count);
        for (int i = 0; i <= count; i++) {
            bounds[i] += first;
        }
        threads.run(
                count, (thread, owner) -> ShardTree.within(shards, bounds[owner], bounds[owner + 1], this::addWhole));
        int floats = values[first].length;
        int parts = floats < CacheLines.LEAST ? 1 : count;
        threads.run(parts, (thread, part) -> {
            int from = (int) ((long) floats * part / parts);
            int to = (int) ((long) floats * (part + 1) / parts);
            ShardTree.across(shards, bounds, (into, other) -> add(values[into], values[other], from, to));
        });
    }

    private void addWhole(int into, int other) {
        add(values[into], values[other], 0, values[into].length);
    }

    /** {@code sum[i] += more[i]} for {@code from <= i < to}. */
    public static void add(float[] sum, float[] more, int from, int to) {
        for (int i = from; i < to; i++) {
            sum[i] += more[i];
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        threads.close();
    }
}
