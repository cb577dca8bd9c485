package dev.lamina.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Spark on this machine: executors in processes of their own, started from the class path of the tests. */
final class LocalCluster implements AutoCloseable {
    final SparkSession session;

    private LocalCluster(SparkSession session) {
        this.session = session;
    }

    /** A cluster of so many executors with so many cores each. */
    static LocalCluster of(int executors, int cores) {
        String home = System.getenv("SPARK_HOME");
        if (home == null) {
            throw new IllegalStateException("SPARK_HOME has to name a folder that this test may make");
        }
        try {
            Files.createDirectories(Path.of(home, "jars"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return new LocalCluster(builder("local-cluster[" + executors + "," + cores + ",1024]")
                .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .config("spark.executor.memory", "700m")
                .config("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "2s")
                .getOrCreate());
    }

    /** Everything in this process, on so many threads. */
    static LocalCluster inProcess(int threads) {
        return new LocalCluster(builder("local[" + threads + "]").getOrCreate());
    }

    private static SparkSession.Builder builder(String master) {
        return SparkSession.builder()
                .master(master)
                .appName("lamina-test")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "3")
                .config(
                        "spark.sql.warehouse.dir",
                        Path.of("target", "warehouse").toUri().toString());
    }

    /** The processes of executors; each task tells in which it runs. */
    List<Long> executors() {
        return JavaSparkContext.fromSparkContext(session.sparkContext())
                .parallelize(Collections.nCopies(8, 0), 8)
                .map(any -> ProcessHandle.current().pid())
                .distinct()
                .collect();
    }

    @Override
    public void close() {
        session.stop();
        SparkSession.clearActiveSession();
        SparkSession.clearDefaultSession();
    }
}
