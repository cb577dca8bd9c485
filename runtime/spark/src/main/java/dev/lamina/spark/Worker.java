package dev.lamina.spark;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.ShardOrder;
import dev.lamina.runtime.ShardTree;
import dev.lamina.runtime.ShardedTraining;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.TrainingControl;
import dev.lamina.runtime.TrainingState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One worker of a training: it has some of the shards with their samples, and a copy of parameters and state, which all workers change in the
 * same way. It knows nothing of Spark.
 */
final class Worker {
    private final TrainingPlan plan;
    private final ShardOrder order;
    private final Sample[][] samples;
    private final Parameters parameters;
    private final TrainingState state;
    private final List<TrainableNetwork> networks = new ArrayList<>();
    private final List<Calls> calls = new ArrayList<>();
    private final int first;
    private final int end;

    /**
     * @param samples the samples of each shard, by their number in it; null for the shards of other workers
     * @param resumed the state to go on from, as {@link TrainingState#write} has written it
     */
    Worker(TrainingPlan plan, int rank, Sample[][] samples, Optional<byte[]> resumed) {
        this.plan = plan;
        this.order = plan.order();
        this.samples = samples;
        int[] bounds = ShardTree.bounds(plan.shards(), plan.workers());
        first = bounds[rank];
        end = bounds[rank + 1];
        parameters = plan.source().newParameters(plan.seed());
        TrainingState byModel = plan.source().newTrainingState();
        state = new TrainingState(plan.seed(), byModel.rate(), byModel.first().length, byModel.second().length);
        resumed.ifPresent(bytes -> state.read(new ByteArrayInputStream(bytes), parameters));
        int threads = Math.min(plan.threads(), end - first);
        for (int thread = 0; thread < threads; thread++) {
            TrainableNetwork network = plan.source().trainer(parameters, state, order.perShard());
            networks.add(network);
            calls.add(new Calls(network));
        }
    }

    /** The floats of a gradient. */
    int floats() {
        return networks.get(0).gradients().values().length;
    }

    TrainingState state() {
        return state;
    }

    /** Parameters and state as a file. */
    byte[] saved() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        state.write(out, parameters);
        return out.toByteArray();
    }

    /** The parameters as a weights file. */
    byte[] weights() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parameters.write(out);
        return out.toByteArray();
    }

    /** Is told of each step. */
    @FunctionalInterface
    interface Listener {
        void stepped(long step);
    }

    /**
     * Trains to the end of the last epoch, and returns the mean loss of each epoch that it has been through from its first step.
     *
     * @param stopped is asked before each step
     */
    double[] train(ShardedTraining.Exchange exchange, Listener listener, BooleanSupplier stopped) {
        double[] losses = new double[plan.epochs()];
        Optional<TrainingControl> control = plan.source().newTrainingControl(state, order.steps());
        try (ShardedTraining training = new ShardedTraining(networks, first, end, exchange)) {
            int perEpoch = order.steps();
            int[][] orders = new int[plan.shards()][];
            long ordered = 0;
            for (long step = state.step(); step < (long) perEpoch * plan.epochs(); step++) {
                if (stopped.getAsBoolean()) {
                    throw new IllegalStateException("the task was stopped");
                }
                long epoch = step / perEpoch + 1;
                if (ordered != epoch) {
                    orders = orders(epoch);
                    ordered = epoch;
                }
                control.ifPresent(TrainingControl::beforeStep);
                int inEpoch = (int) (step % perEpoch);
                int[] sizes = order.sizes(inEpoch);
                int[][] numbers = orders;
                float loss = training.step(
                        sizes,
                        steps(orders, sizes, inEpoch),
                        labelWeights(orders, sizes, inEpoch),
                        (thread, shard) ->
                                pass(thread, shard, numbers[shard], inEpoch * order.perShard(), sizes[shard]));
                losses[(int) epoch - 1] += (double) loss / perEpoch;
                requireFinite(loss);
                listener.stepped(step + 1);
            }
        }
        return losses;
    }

    private void requireFinite(float loss) {
        if (!Float.isFinite(loss)) {
            throw new ArithmeticException("the loss is " + loss + " after step " + state.step()
                    + ": a smaller rate in the model file, or scaled features, will help");
        }
    }

    /** The order of each shard. Those of other workers matter only for the lengths of their samples, and the weights of their labels. */
    private int[][] orders(long epoch) {
        int[][] orders = new int[plan.shards()][];
        for (int shard = 0; shard < orders.length; shard++) {
            if (shard >= first && shard < end || plan.knowsSamples()) {
                orders[shard] = order.of(shard, epoch);
            }
        }
        return orders;
    }

    /** The time steps of all samples of a step, of all workers. */
    private int steps(int[][] orders, int[] sizes, int inEpoch) {
        int steps = 0;
        for (int shard = 0; shard < sizes.length; shard++) {
            if (plan.lengths().length == 0) {
                steps += sizes[shard] * calls.get(0).ports().steps();
                continue;
            }
            for (int i = 0; i < sizes[shard]; i++) {
                int number = orders[shard][inEpoch * order.perShard() + i];
                steps += plan.lengths()[number * plan.shards() + shard];
            }
        }
        return steps;
    }

    /** For each output the weight of the labels of a step, of all workers. */
    private float[] labelWeights(int[][] orders, int[] sizes, int inEpoch) {
        float[] weights = new float[plan.labelWeights().length];
        for (int output = 0; output < weights.length; output++) {
            double sum = 0;
            for (int shard = 0; shard < sizes.length; shard++) {
                for (int i = 0; i < sizes[shard]; i++) {
                    int number = orders[shard][inEpoch * order.perShard() + i];
                    sum += plan.labelWeights()[output][number * plan.shards() + shard];
                }
            }
            weights[output] = (float) sum;
        }
        return weights;
    }

    private float pass(int thread, int shard, int[] numbers, int from, int size) {
        Calls call = calls.get(thread);
        for (int i = 0; i < size; i++) {
            call.give(i, samples[shard][numbers[from + i]]);
        }
        return call.pass(size);
    }
}
