package dev.lamina.spark;

import java.io.IOException;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/** Runs a worker in a task of a barrier stage: takes its samples, meets the others, trains, writes checkpoints. The first worker returns the result. */
final class WorkerTask implements Serializable {
    private static final long serialVersionUID = 1;

    private final TrainingPlan plan;
    private final SerializableConfiguration hadoop;

    WorkerTask(TrainingPlan plan, SerializableConfiguration hadoop) {
        this.plan = plan;
        this.hadoop = hadoop;
    }

    /** The result: weights, and the mean loss of each epoch. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier of data, never compared
    record Result(byte[] weights, double[] losses) implements Serializable {}

    Iterator<Tuple2<Integer, Result>> run(Iterator<Tuple2<Long, Sample>> rows) {
        BarrierTaskContext context = BarrierTaskContext.get();
        int rank = context.partitionId();
        Sample[][] samples = samples(rows, rank);
        Optional<Checkpoints> checkpoints = checkpoints();
        Worker worker = new Worker(plan, rank, samples, checkpoints.flatMap(Checkpoints::newest));
        String host = SparkEnv.get().blockManager().blockManagerId().host();
        try (Peers peers = new Peers(rank, host, plan.secret(), plan.timeoutSeconds());
                Exchange exchange = connected(context, peers, worker, host)) {
            double[] losses = worker.train(
                    exchange,
                    step -> {
                        if (rank == 0 && step % plan.every() == 0) {
                            checkpoints.ifPresent(folder -> folder.write(step, worker.saved()));
                        }
                    },
                    context::isInterrupted);
            return rank == 0
                    ? List.of(new Tuple2<>(0, new Result(worker.weights(), losses)))
                            .iterator()
                    : List.<Tuple2<Integer, Result>>of().iterator();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("worker " + rank + ": " + e.getMessage(), e);
        }
    }

    private Optional<Checkpoints> checkpoints() {
        Configuration configuration = hadoop.value();
        return Optional.of(plan.checkpoints())
                .filter(folder -> !folder.isEmpty())
                .map(folder -> new Checkpoints(configuration, folder, plan.identity()));
    }

    /** Meets the other workers: one allGather tells addresses, and the step that each goes on from. */
    private Exchange connected(BarrierTaskContext context, Peers peers, Worker worker, String host) throws IOException {
        String[] all = context.allGather(
                host + " " + peers.port() + " " + worker.state().step());
        List<String[]> told =
                Arrays.stream(all).map(message -> message.split(" ")).toList();
        if (told.stream().map(words -> words[2]).distinct().count() > 1) {
            throw new IOException("workers have read different checkpoints of " + plan.checkpoints()
                    + ", which another run may be writing to");
        }
        peers.connect(told.stream()
                .map(words -> new InetSocketAddress(words[0], Integer.parseInt(words[1])))
                .toList());
        return new Exchange(peers, plan.shards(), worker.floats());
    }

    private Sample[][] samples(Iterator<Tuple2<Long, Sample>> rows, int rank) {
        Sample[][] samples = new Sample[plan.shards()][];
        int[] bounds = dev.lamina.runtime.ShardTree.bounds(plan.shards(), plan.workers());
        for (int shard = bounds[rank]; shard < bounds[rank + 1]; shard++) {
            samples[shard] = new Sample[plan.order().count(shard)];
        }
        rows.forEachRemaining(row -> {
            int shard = (int) (row._1() % plan.shards());
            samples[shard][(int) (row._1() / plan.shards())] = row._2();
        });
        return samples;
    }
}
