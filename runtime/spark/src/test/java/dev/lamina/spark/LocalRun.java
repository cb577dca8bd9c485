package dev.lamina.spark;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scala.Tuple2;

/** A training in this process, without Spark. */
final class LocalRun {
    private LocalRun() {}

    /** The weights after the epochs of the model file. */
    static byte[] of(NetworkSource source, Sample[] samples, int threads) {
        Worker worker = worker(source, samples, threads);
        worker.train((gradients, losses) -> {}, step -> {}, () -> false);
        return worker.weights();
    }

    /** A worker that has all shards. */
    static Worker worker(NetworkSource source, Sample[] samples, int threads) {
        TrainingState state = source.newTrainingState();
        Parameters parameters = source.newParameters(0);
        TrainableNetwork network = source.trainer(parameters, state, 1);
        int shards = network.shards();
        List<Tuple2<Long, Sample>> rows = new ArrayList<>();
        for (Sample sample : samples) {
            rows.add(new Tuple2<>((long) rows.size(), sample));
        }
        List<Examiner.Fact> each = new ArrayList<>();
        Ports ports = Ports.of(network);
        new Examiner(source, ports, network.weighsLabels())
                .call(rows.iterator())
                .forEachRemaining(each::add);
        TrainingData.Facts facts = TrainingData.Facts.of(each, ports);
        TrainingPlan plan = new TrainingPlan(
                source,
                samples.length,
                0,
                shards,
                source.constant("BATCH"),
                source.constant("EPOCHS"),
                state.seed(),
                1,
                threads,
                facts.lengths(),
                facts.labelWeights(),
                "",
                1,
                10,
                new byte[32]);
        Sample[][] byShard = new Sample[shards][];
        for (int shard = 0; shard < shards; shard++) {
            byShard[shard] = new Sample[plan.order().count(shard)];
            for (int i = 0; i < byShard[shard].length; i++) {
                byShard[shard][i] = samples[i * shards + shard];
            }
        }
        return new Worker(plan, 0, byShard, Optional.empty());
    }
}
