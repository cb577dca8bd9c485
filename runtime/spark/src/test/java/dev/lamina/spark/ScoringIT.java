package dev.lamina.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.WeightsException;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scores are those of Spark ML's perceptron with the same weights, and take a fraction of its time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScoringIT {
    private static final int ROWS = 12_000;
    private static final int FEWEST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 12;

    @TempDir
    private Path folder;

    private LocalCluster local;

    @BeforeAll
    void start() {
        local = LocalCluster.inProcess(1);
    }

    @AfterAll
    void stop() {
        local.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"784-256-128-10", "16-32-32-4"})
    void scoresAreThoseOfThePerceptronInAFractionOfItsTime(String sizes) throws Exception {
        int[] layers =
                Arrays.stream(sizes.split("-")).mapToInt(Integer::parseInt).toArray();
        NetworkSource source = NetworkSource.compiled("mlp.lamina", perceptron(layers));
        Parameters parameters = source.newParameters(3);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        parameters.write(bytes);
        LaminaTransformer ours =
                LaminaTransformer.of("ours", new Weights(source, bytes.toByteArray(), "weights"), new double[0]);
        MultilayerPerceptronClassificationModel theirs = theirs(layers, parameters);
        Dataset<Row> data = rows(layers[0]).cache();
        data.count();
        List<Row> mine =
                ours.transform(data).select("prediction", "probability").collectAsList();
        List<Row> others =
                theirs.transform(data).select("prediction", "probability").collectAsList();
        for (int i = 0; i < ROWS; i++) {
            double[] probabilities = ((Vector) mine.get(i).get(1)).toArray();
            assertArrayEquals(((Vector) others.get(i).get(1)).toArray(), probabilities, 1e-5, "row " + i);
            // Rounding may decide between scores that are equal but for it.
            if (!isTie(probabilities)) {
                assertEquals(others.get(i).getDouble(0), mine.get(i).getDouble(0), "row " + i);
            }
        }
        assertFaster(sizes, ours, theirs, data);
    }

    private static boolean isTie(double[] probabilities) {
        double[] sorted = probabilities.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - 1] - sorted[sorted.length - 2] < 1e-5;
    }

    /** Compares the processor time of tasks, the best of some rounds taken in turns: a few if they show it, more on a busy machine. */
    private void assertFaster(
            String sizes, LaminaTransformer ours, MultilayerPerceptronClassificationModel theirs, Dataset<Row> data) {
        double mine = Double.MAX_VALUE;
        double other = Double.MAX_VALUE;
        for (int round = 0; round < FEWEST_ROUNDS || round < MOST_ROUNDS && other / mine < 4; round++) {
            mine = Math.min(mine, seconds(() -> consume(ours.transform(data))));
            other = Math.min(other, seconds(() -> consume(theirs.transform(data))));
        }
        System.out.printf(
                "%s: %,.0f rows a processor second, Spark ML's perceptron %,.0f: %.1f times%n",
                sizes, ROWS / mine, ROWS / other, other / mine);
        assertTrue(other / mine >= 4, "only " + other / mine + " times as fast");
    }

    /** Computes all columns of all rows, and gives none to the driver. */
    private static void consume(Dataset<Row> scored) {
        scored.write().format("noop").mode("overwrite").save();
    }

    /** The processor time of the tasks of some work, in seconds: without planning, compiling and collecting garbage. */
    private double seconds(Runnable work) {
        LongAdder nanos = new LongAdder();
        CountDownLatch ended = new CountDownLatch(1);
        SparkListener listener = new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd task) {
                nanos.add(task.taskMetrics().executorCpuTime());
            }

            @Override
            public void onJobEnd(SparkListenerJobEnd job) {
                ended.countDown();
            }
        };
        local.session.sparkContext().addSparkListener(listener);
        work.run();
        try {
            assertTrue(ended.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        local.session.sparkContext().removeSparkListener(listener);
        return nanos.sum() / 1e9;
    }

    private static String perceptron(int[] layers) {
        StringBuilder text = new StringBuilder("model Mlp { input x: vector[" + layers[0] + "] ");
        for (int i = 1; i < layers.length; i++) {
            text.append("fc(").append(layers[i]).append(") ").append(i + 1 < layers.length ? "sigmoid " : "");
        }
        return text + "loss cross_entropy }";
    }

    /** Spark has each layer's weights by input, [outputs] for each, then its biases; PyTorch's order is by output. */
    private static MultilayerPerceptronClassificationModel theirs(int[] layers, Parameters parameters) {
        List<Double> flat = new ArrayList<>();
        for (int layer = 1; layer < layers.length; layer++) {
            float[] weight = parameters.get("fc" + layer + ".weight");
            int inputs = layers[layer - 1];
            int outputs = layers[layer];
            for (int in = 0; in < inputs; in++) {
                for (int out = 0; out < outputs; out++) {
                    flat.add((double) weight[out * inputs + in]);
                }
            }
            for (float bias : parameters.get("fc" + layer + ".bias")) {
                flat.add((double) bias);
            }
        }
        MultilayerPerceptronClassificationModel model = new MultilayerPerceptronClassificationModel(
                "theirs",
                Vectors.dense(flat.stream().mapToDouble(Double::doubleValue).toArray()));
        model.set(model.layers(), layers);
        return model;
    }

    private Dataset<Row> rows(int features) {
        Random random = new Random(5);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(RowFactory.create((Object)
                    Vectors.dense(random.doubles(features).map(x -> x - 0.5).toArray())));
        }
        return local.session
                .createDataFrame(rows, new StructType().add("features", SQLDataTypes.VectorType()))
                .coalesce(1);
    }

    @Test
    void columnsOfAnyNumbersGiveTheSameScores() throws Exception {
        LaminaTransformer digits = digits();
        Dataset<Row> vectors = Digits.mixed(local.session, 100, 0).orderBy("id");
        Dataset<Row> arrays = vectors.withColumn(
                "features", org.apache.spark.ml.functions.vector_to_array(functions.col("features"), "float32"));
        Dataset<Row> doubles = vectors.withColumn(
                "features", org.apache.spark.ml.functions.vector_to_array(functions.col("features"), "float64"));
        List<Row> expected = scores(digits, vectors);
        assertEquals(expected, scores(digits, arrays));
        assertEquals(expected, scores(digits, doubles));
        assertEquals(expected, scores(digits.copy(new org.apache.spark.ml.param.ParamMap()), vectors));
        assertEquals(expected, scores(digits.setBatchSize(7), vectors));
        List<Row> sparse = new ArrayList<>();
        vectors.collectAsList()
                .forEach(
                        row -> sparse.add(RowFactory.create(row.get(0), ((Vector) row.get(1)).toSparse(), row.get(2))));
        assertEquals(expected, scores(digits, local.session.createDataFrame(sparse, Digits.SCHEMA)));
    }

    private static List<Row> scores(LaminaTransformer transformer, Dataset<Row> rows) {
        return transformer
                .transform(rows)
                .orderBy("id")
                .select("rawPrediction", "probability", "prediction")
                .collectAsList();
    }

    private LaminaTransformer digits() throws Exception {
        NetworkSource source = Models.compiled(Models.DIGITS);
        Path weights = folder.resolve("digits.safetensors");
        try (var out = Files.newOutputStream(weights)) {
            source.newParameters(1).write(out);
        }
        return new LaminaTransformer()
                .setModelFile(Models.file(folder, Models.DIGITS))
                .setWeightsFile(weights.toString());
    }

    /** Without the column of probabilities too, for which scores have to be numbers. */
    @Test
    void scoresThatAreNotNumbersHaveNoPrediction() {
        NetworkSource source =
                NetworkSource.compiled("mlp.lamina", "model Mlp { input x: vector[2] fc(2) fc(2) loss cross_entropy }");
        Parameters parameters = source.newParameters(0);
        parameters.set("fc1.weight", new float[] {3e38f, 0, 3e38f, 0}); // two infinities
        parameters.set("fc2.weight", new float[] {1, -1, 1, 1}); // and their difference
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        parameters.write(bytes);
        LaminaTransformer transformer = LaminaTransformer.of(
                        "huge", new Weights(source, bytes.toByteArray(), "weights"), new double[0])
                .setProbabilityCol("");
        Dataset<Row> rows = local.session.createDataFrame(
                List.of(RowFactory.create((Object) Vectors.dense(10, 10))),
                new StructType().add("features", SQLDataTypes.VectorType()));
        String message = String.valueOf(
                assertThrows(Exception.class, () -> transformer.transform(rows).collectAsList()));
        assertTrue(message.contains("the score of class 0 is NaN"), message);
    }

    @Test
    void anEstimatorRefusesTheColumnThatItsModelWouldAddASecondTime() {
        LaminaClassifier classifier = new LaminaClassifier().setModelFile(Models.file(folder, Models.DIGITS));
        StructType schema = Digits.SCHEMA.add("prediction", DataTypes.DoubleType);
        assertEquals(
                "there is already a column prediction: give the new one another name, or \"\" to leave it out",
                assertThrows(IllegalArgumentException.class, () -> classifier.transformSchema(schema))
                        .getMessage());
        assertArrayEquals(
                new String[] {"id", "features", "label", "rawPrediction", "probability", "prediction"},
                classifier.transformSchema(Digits.SCHEMA).fieldNames());
    }

    @Test
    void aWeightsFileThatDoesNotFitIsNamed() throws Exception {
        LaminaTransformer digits = digits();
        Path other = folder.resolve("momentum.safetensors");
        try (var out = Files.newOutputStream(other)) {
            Models.compiled(Models.MOMENTUM).newParameters(1).write(out);
        }
        digits.setWeightsFile(other.toString());
        String message =
                String.valueOf(assertThrows(WeightsException.class, () -> digits.transformSchema(Digits.SCHEMA))
                        .getMessage());
        assertTrue(message.startsWith(other + ": "), message);
    }

    @Test
    void aColumnOfAnotherSizeOrTypeIsNamed() throws Exception {
        LaminaTransformer digits = digits();
        Dataset<Row> wrong = local.session.createDataFrame(
                List.of(RowFactory.create((Object) Vectors.dense(1, 2, 3))),
                new StructType().add("features", SQLDataTypes.VectorType()));
        String message = String.valueOf(
                assertThrows(Exception.class, () -> digits.transform(wrong).collectAsList()));
        assertTrue(message.contains("a row has 3 features, but 64 numbers are needed"), message);
        Dataset<Row> words = local.session.createDataFrame(
                List.of(RowFactory.create("a")), new StructType().add("features", DataTypes.StringType));
        assertEquals(
                "column features is of type string, but a vector, an array of numbers or a double is needed",
                assertThrows(IllegalArgumentException.class, () -> digits.transform(words))
                        .getMessage());
        assertEquals(
                "there is no column pixels among features",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> digits.copy(new org.apache.spark.ml.param.ParamMap())
                                        .setFeaturesCol("pixels")
                                        .transform(wrong))
                        .getMessage());
    }
}
