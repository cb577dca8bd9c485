package dev.lamina.spark;

import dev.lamina.runtime.ShardOrder;
import dev.lamina.runtime.ShardTree;
import dev.lamina.spark.LaminaEstimator.Settings;
import java.io.Serializable;
import java.security.SecureRandom;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.Partitioner;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.Function1;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Runs a training as one barrier stage: all its tasks run at the same time, or none does. It is a map stage, whose output a second stage
 * collects, because Spark repeats a failed barrier stage only if it is no result stage.
 */
final class Training {
    /** How long to wait for executors that have not registered yet. */
    private static final int WAIT_SECONDS = 30;

    private final SparkContext context;
    private final NetworkSource source;
    private final Settings settings;
    private final TrainingData data;

    Training(SparkSession session, NetworkSource source, Settings settings, TrainingData data) {
        this.context = session.sparkContext();
        this.source = source;
        this.settings = settings;
        this.data = data;
    }

    WorkerTask.Result run() {
        if (context.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
            throw new IllegalStateException(
                    "training needs all its workers at the same time, which dynamic allocation cannot"
                            + " promise: set spark.dynamicAllocation.enabled=false and spark.executor.instances");
        }
        int workers = workers();
        TrainingData.Facts facts = data.facts(source, settings.weighsLabels());
        new ShardOrder(facts.samples(), settings.shards(), settings.batch(), settings.seed()); // says what is wrong
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        TrainingPlan plan = new TrainingPlan(
                source,
                facts.samples(),
                facts.fingerprint(),
                settings.shards(),
                settings.batch(),
                settings.epochs(),
                settings.seed(),
                workers,
                settings.threads(),
                facts.lengths(),
                facts.labelWeights(),
                settings.checkpoints(),
                settings.every(),
                settings.timeoutSeconds(),
                secret);
        WorkerTask task = new WorkerTask(plan, new SerializableConfiguration(context.hadoopConfiguration()));
        RDD<Tuple2<Long, Sample>> parts = data.numbered()
                .partitionBy(new ByShard(settings.shards(), workers))
                .rdd();
        Stage stage = rows -> scala.jdk.javaapi.CollectionConverters.asScala(
                task.run(scala.jdk.javaapi.CollectionConverters.asJava(rows)));
        ClassTag<Tuple2<Integer, WorkerTask.Result>> tag = ClassTag$.MODULE$.apply(Tuple2.class);
        RDD<Tuple2<Integer, WorkerTask.Result>> results = parts.barrier().mapPartitions(stage, false, tag);
        List<WorkerTask.Result> collected = JavaPairRDD.fromRDD(
                        results,
                        ClassTag$.MODULE$.<Integer>apply(Integer.class),
                        ClassTag$.MODULE$.apply(WorkerTask.Result.class))
                .partitionBy(new HashPartitioner(1))
                .values()
                .collect();
        return collected.get(0);
    }

    /** The tasks of the stage, after a check that there are slots for them. */
    private int workers() {
        int wanted = settings.workers();
        if (wanted > settings.shards()) {
            throw new IllegalArgumentException(wanted + " workers cannot share " + settings.shards() + " shards of "
                    + settings.name() + ": the train block of the model file needs `shards " + wanted
                    + "`, or more");
        }
        int slots = slots();
        for (int i = 0; i < WAIT_SECONDS && slots < Math.max(1, wanted); i++) {
            pause();
            slots = slots();
        }
        if (slots < wanted) {
            throw new IllegalStateException(wanted
                    + " workers need as many slots at the same time, but the cluster has "
                    + slots + ": give it more executors or cores, or setWorkers(" + slots + "), which gives the same"
                    + " weights");
        }
        return wanted > 0 ? wanted : Math.min(slots, settings.shards());
    }

    private int slots() {
        return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
    }

    private static void pause() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for executors", e);
        }
    }

    /** The function of the barrier stage, as Scala has functions. */
    private interface Stage
            extends Function1<Iterator<Tuple2<Long, Sample>>, Iterator<Tuple2<Integer, WorkerTask.Result>>>,
                    Serializable {}

    /** Sends each sample to the worker that has its shard. */
    static final class ByShard extends Partitioner {
        private static final long serialVersionUID = 1;

        private final int shards;
        private final int workers;

        ByShard(int shards, int workers) {
            this.shards = shards;
            this.workers = workers;
        }

        @Override
        public int numPartitions() {
            return workers;
        }

        @Override
        public int getPartition(Object number) {
            int shard = (int) ((Long) number % shards);
            int[] bounds = ShardTree.bounds(shards, workers);
            int worker = 0;
            while (shard >= bounds[worker + 1]) {
                worker++;
            }
            return worker;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ByShard that && that.shards == shards && that.workers == workers;
        }

        @Override
        public int hashCode() {
            return 31 * shards + workers;
        }
    }
}
