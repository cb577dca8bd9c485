package dev.lamina.examples.spark;

import dev.lamina.spark.LaminaClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.MinMaxScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Reads a CSV file, trains on two workers, saves the pipeline, and scores the digits that were held out. */
public final class SparkDigits {
    private static final int PIXELS = 64;

    private SparkDigits() {}

    /**
     * Runs the example.
     *
     * @param arguments the folder of this example
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        try (SparkSession spark = cluster()) {
            Dataset<Row>[] parts = digits(spark, folder).randomSplit(new double[] {0.8, 0.2}, 1);
            PipelineModel model = new Pipeline().setStages(stages(folder)).fit(parts[0]);
            Path saved = folder.resolve("target/pipeline");
            model.write().overwrite().save(saved.toUri().toString());

            Dataset<Row> scored = PipelineModel.load(saved.toUri().toString()).transform(parts[1]);
            scored.select("label", "prediction", "probability").show(5, 60);
            long all = scored.count();
            long right = scored.filter("label = prediction").count();
            System.out.printf("%d of %d digits that were held out: %.2f %%%n", right, all, 100.0 * right / all);
        }
    }

    private static PipelineStage[] stages(Path folder) {
        String[] pixels = IntStream.range(0, PIXELS).mapToObj(i -> "_c" + i).toArray(String[]::new);
        return new PipelineStage[] {
            new VectorAssembler().setInputCols(pixels).setOutputCol("pixels"),
            new MinMaxScaler().setInputCol("pixels").setOutputCol("features"),
            new LaminaClassifier()
                    .setModelFile(folder.resolve("digits.lamina").toString())
                    .setWorkers(2)
                    .setCheckpointDir(
                            folder.resolve("target/checkpoints").toUri().toString())
        };
    }

    private static Dataset<Row> digits(SparkSession spark, Path folder) {
        Path file = folder.resolve("../digits/data/digits.csv.gz").normalize();
        Column[] numbers = IntStream.rangeClosed(0, PIXELS)
                .mapToObj(i -> functions.col("_c" + i).cast("double").as(i == PIXELS ? "label" : "_c" + i))
                .toArray(Column[]::new);
        return spark.read()
                .csv(file.toUri().toString())
                .select(Arrays.copyOf(numbers, numbers.length))
                .na()
                .drop();
    }

    /** Two executors on this machine, started from the class path of this program. On a real cluster, spark-submit does this. */
    private static SparkSession cluster() throws IOException {
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        SparkSession spark = SparkSession.builder()
                .master("local-cluster[2,1,1024]")
                .appName("digits")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.ui.enabled", "false")
                .config("spark.log.level", "ERROR")
                .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .getOrCreate();
        spark.sparkContext().setLogLevel("ERROR");
        return spark;
    }
}
