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
                Exchange exchange = connected(context, peers, worker, host, fingerprint(samples))) {
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

    /**
     * Meets the other workers: one allGather tells addresses, the step that each goes on from, and the fingerprint of the samples that each
     * has.
     */
    private Exchange connected(BarrierTaskContext context, Peers peers, Worker worker, String host, long fingerprint)
            throws IOException {
        String[] all = context.allGather(
                host + " " + peers.port() + " " + worker.state().step() + " " + fingerprint);
        List<String[]> told =
                Arrays.stream(all).map(message -> message.split(" ")).toList();
        if (told.stream().mapToLong(words -> Long.parseLong(words[3])).reduce(0, (a, b) -> a ^ b)
                != plan.fingerprint()) {
            throw otherRows();
        }
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
        int missing = 0;
        for (Sample[] each : samples) {
            missing += each == null ? 0 : each.length;
        }
        while (rows.hasNext()) {
            Tuple2<Long, Sample> row = rows.next();
            int shard = (int) (row._1() % plan.shards());
            long number = row._1() / plan.shards();
            if (number >= samples[shard].length) {
                throw otherRows();
            }
            samples[shard][(int) number] = row._2();
            missing--;
        }
        if (missing != 0) {
            throw otherRows();
        }
        return samples;
    }

    /** A number made of all samples of a worker; those of all workers together give the one of the data set. */
    private long fingerprint(Sample[][] samples) {
        long all = 0;
        for (int shard = 0; shard < samples.length; shard++) {
            for (int i = 0; samples[shard] != null && i < samples[shard].length; i++) {
                all ^= samples[shard][i].fingerprint((long) i * plan.shards() + shard);
            }
        }
        return all;
    }

    private static IllegalStateException otherRows() {
        return new IllegalStateException(
                "the data set gave other rows when it was read again: something in it is"
                        + " random, or its source has changed; write it to a file, or checkpoint() it, before it is trained with");
    }
}
