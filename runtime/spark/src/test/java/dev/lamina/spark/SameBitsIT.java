package dev.lamina.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.Vector;
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

/** Weights have one SHA-256, whatever the workers, threads and partitions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SameBitsIT {
    private static final int SAMPLES = 1590; // 50 steps of 32, the last one short

    @TempDir
    private Path folder;

    private LocalCluster cluster;

    @BeforeAll
    void start() {
        cluster = LocalCluster.of(2, 2);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    /** The weights of one process without Spark. */
    private static String alone(String model, Sample[] samples, int threads) {
        return hash(LocalRun.of(Models.compiled(model), samples, threads));
    }

    @Test
    void fiftyStepsWithDropoutAndAdamHaveOneHashForAnyWorkersAndThreads() {
        Sample[] samples = Digits.samples(SAMPLES);
        String one = alone(Models.DIGITS, samples, 1);
        for (int threads : new int[] {2, 4}) {
            assertEquals(one, alone(Models.DIGITS, samples, threads), threads + " threads without Spark");
        }
        for (int[] workersAndThreads : new int[][] {{1, 4}, {2, 1}, {2, 2}, {3, 1}, {4, 1}}) {
            int workers = workersAndThreads[0];
            int threads = workersAndThreads[1];
            assertEquals(
                    one,
                    hash(digits(workers, threads, 10 * workers + threads)),
                    workers + " workers, " + threads + " threads");
        }
    }

    @Test
    void theTrainingLearns() {
        double[] losses = digits(2, 1, 3)
                .setEpochs(4)
                .fit(Digits.mixed(cluster.session, SAMPLES, 3))
                .losses();
        assertEquals(4, losses.length);
        assertTrue(losses[3] < losses[0] / 2, losses[0] + " .. " + losses[3]);
    }

    @Test
    void anotherSeedGivesOtherBits() {
        assertNotEquals(
                alone(Models.DIGITS, Digits.samples(SAMPLES), 2),
                hash(digits(2, 1, 1).setSeed(8)));
    }

    @Test
    void momentumAndShardsThatAreNoPowerOfTwo() {
        assertSame(Models.MOMENTUM, Digits.samples(500), new LaminaClassifier());
    }

    @Test
    void numbersWithMeanSquaredError() {
        assertSame(Models.NUMBERS, numbers(500), new LaminaRegressor());
    }

    private <E extends LaminaEstimator<E>> void assertSame(String model, Sample[] samples, E estimator) {
        estimator.setModelFile(Models.file(folder, model)).setIdCol("id");
        String alone = alone(model, samples, 2);
        for (int workers : new int[] {3, 4}) {
            LaminaTransformer trained =
                    estimator.setWorkers(workers).fit(Digits.mixed(cluster.session, samples.length, workers));
            assertEquals(alone, hash(trained), workers + " workers");
        }
    }

    @Test
    void sequencesOfDifferentLengthsAndNoIds() {
        StructType schema = new StructType()
                .add("features", DataTypes.createArrayType(DataTypes.FloatType, false))
                .add("label", DataTypes.createArrayType(DataTypes.IntegerType, false));
        List<String> hashes = new ArrayList<>();
        for (int workers : new int[] {1, 3}) {
            List<Row> rows = new ArrayList<>();
            for (Row digit : Digits.rows(300)) {
                int steps = 3 + (int) (digit.getLong(0) % 6);
                List<Float> floats = new ArrayList<>();
                for (int i = 0; i < steps * 8; i++) {
                    floats.add((float) ((Vector) digit.get(1)).apply(i));
                }
                rows.add(RowFactory.create(floats, Collections.nCopies(steps, (int) digit.getDouble(2))));
            }
            Collections.shuffle(rows, new Random(workers));
            Dataset<Row> data = cluster.session.createDataFrame(rows, schema).repartition(workers);
            hashes.add(hash(new LaminaClassifier()
                    .setModelFile(Models.file(folder, Models.SEQUENCES))
                    .setWorkers(workers)
                    .fit(data)));
        }
        assertEquals(1, hashes.stream().distinct().count(), hashes.toString());
    }

    @Test
    void whatCannotBeTrainedIsRefusedWithTheWayOut() {
        assertRefused("9 workers cannot share 8 shards", () -> hash(digits(9, 1, 1)));
        assertRefused(
                "8 workers need as many slots at the same time, but the cluster has 4", () -> hash(digits(8, 1, 1)));
        assertRefused(
                "a batch of 30 samples cannot be divided into 8 shards",
                () -> hash(digits(2, 1, 1).setTrainingBatch(30)));
        assertRefused(
                "there is no id column key among id, features, label",
                () -> hash(digits(2, 1, 1).setIdCol("key")));
        assertRefused(
                "there are 5 samples for 8 shards", () -> digits(2, 1, 1).fit(Digits.mixed(cluster.session, 5, 1)));
        Dataset<Row> other = Digits.mixed(cluster.session, 20, 1).withColumn("label", functions.lit(10));
        assertRefused(
                "a row has the label 10, but labels are 0 to 9",
                () -> digits(2, 1, 1).fit(other));
    }

    /** Otherwise the labels of another row would be taken for those that are missing. */
    @Test
    void rowsWithTooFewOrTooManyLabelsAreRefused() {
        StructType schema = new StructType()
                .add("features", DataTypes.createArrayType(DataTypes.FloatType, false))
                .add("label", DataTypes.createArrayType(DataTypes.IntegerType, false));
        for (int steps : new int[] {8, 5}) {
            for (int labels : new int[] {steps - 1, 9}) {
                List<Row> rows = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    int given = i == 20 ? labels : steps;
                    rows.add(RowFactory.create(
                            Collections.nCopies(steps * 8, (float) i), Collections.nCopies(given, 1)));
                }
                LaminaClassifier classifier =
                        new LaminaClassifier().setModelFile(Models.file(folder, Models.SEQUENCES));
                assertRefused(
                        "a row has " + labels + " labels or target numbers, but 8"
                                + (steps < 8 ? ", or 5 for its steps" : "") + " are needed",
                        () -> classifier.fit(cluster.session.createDataFrame(rows, schema)));
            }
        }
    }

    private static void assertRefused(String beginning, org.junit.jupiter.api.function.Executable call) {
        String message =
                String.valueOf(assertThrows(RuntimeException.class, call).getMessage());
        assertTrue(message.startsWith(beginning), message);
    }

    private LaminaClassifier digits(int workers, int threads, int mix) {
        return new LaminaClassifier()
                .setModelFile(Models.file(folder, Models.DIGITS))
                .setIdCol("id")
                .setWorkers(workers)
                .setThreadsPerWorker(threads)
                .setBatchSize(1 + mix); // scoring alone: the estimator carries it to the model
    }

    private String hash(LaminaClassifier digits) {
        return hash(digits.fit(Digits.mixed(cluster.session, SAMPLES, (int) digits.getOrDefault(digits.batchSize()))));
    }

    private static String hash(LaminaTransformer trained) {
        return Sha.of(trained.weights());
    }

    private static String hash(byte[] weights) {
        return Sha.of(weights);
    }

    /** The digits as targets. */
    private static Sample[] numbers(int count) {
        return Arrays.stream(Digits.samples(count))
                .map(sample -> new Sample(
                        sample.floats(), sample.tokens(), new int[][] {{}}, new float[][] {{sample.labels()[0][0]}}))
                .toArray(Sample[]::new);
    }

    /** The digits in two halves, every seventh without a label. */
    private static List<Row> halves(int count) {
        List<Row> rows = new ArrayList<>();
        for (Row digit : Digits.rows(count)) {
            float[] floats = Digits.floats(digit);
            int label = (int) digit.getDouble(2);
            rows.add(RowFactory.create(
                    digit.getLong(0),
                    Arrays.copyOf(floats, 32),
                    Arrays.copyOfRange(floats, 32, 64),
                    digit.getLong(0) % 7 == 0 ? -1 : label,
                    label % 2 == 0 ? 0d : 1d));
        }
        return rows;
    }

    @Test
    void severalInputsAndOutputsWithLabelsThatDoNotCountTheSame() {
        List<Row> rows = halves(310);
        Sample[] samples = rows.stream()
                .map(row -> new Sample(
                        new float[][] {row.getAs(1), row.getAs(2)},
                        new int[][] {{}, {}},
                        new int[][] {{row.getInt(3)}, {}},
                        new float[][] {{}, {(float) row.getDouble(4)}}))
                .toArray(Sample[]::new);
        String alone = alone(Models.PORTS, samples, 2);
        StructType schema = new StructType()
                .add("id", DataTypes.LongType)
                .add("top", DataTypes.createArrayType(DataTypes.FloatType, false))
                .add("bottom", DataTypes.createArrayType(DataTypes.FloatType, false))
                .add("digit", DataTypes.IntegerType)
                .add("odd", DataTypes.DoubleType);
        LaminaClassifier classifier = new LaminaClassifier()
                .setModelFile(Models.file(folder, Models.PORTS))
                .setLabelCols(new String[] {"digit", "odd"})
                .setIdCol("id");
        Dataset<Row> data = cluster.session.createDataFrame(rows, schema).repartition(3);
        LaminaTransformer trained = classifier.setWorkers(4).fit(data);
        assertEquals(alone, hash(trained));
        Dataset<Row> scored = trained.transform(data);
        assertEquals(
                List.of("rawPrediction_digit", "probability_digit", "prediction_digit", "prediction_parity"),
                Arrays.asList(scored.columns()).subList(5, 9));
        assertEquals(310, scored.filter("prediction_digit < 10").count());
    }

    @Test
    void aTrainBlockWithWhatATrainingInSparkCannotDoIsRefused() {
        assertRefused("Momentum has `stop`, or `schedule plateau`", "stop patience = 2");
        assertRefused("Momentum has `stop`, or `schedule plateau`", "schedule plateau(factor = 0.5, patience = 1)");
    }

    @Test
    void aLossThatNeedsACountOrAColumnThatATrainingInSparkDoesNotHaveIsRefused() {
        assertRefusedLoss("Momentum has a loss with `balanced` weights", "cross_entropy(weights = balanced)");
        assertRefusedLoss("Momentum has a loss with `sample_weights`", "cross_entropy(sample_weights = true)");
    }

    private void assertRefusedLoss(String beginning, String loss) {
        String text = Models.MOMENTUM.replace("cross_entropy", loss).replace("shards 12", "");
        String file = Models.file(folder, text);
        assertRefused(beginning, () -> hash(digits(1, 1, 1).setModelFile(file)));
    }

    private void assertRefused(String beginning, String setting) {
        String file = Models.file(folder, Models.MOMENTUM.replace("epochs 1", "epochs 1  " + setting));
        assertRefused(beginning, () -> hash(digits(1, 1, 1).setModelFile(file)));
    }
}
