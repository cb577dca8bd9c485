package dev.lamina.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.WeightsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Rows, saved transformers and checkpoints that are damaged are refused in words, and nothing of them is silently taken for a number. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileDataIT {
    private static final AtomicLong READ = new AtomicLong();
    private static final StructType ARRAYS = new StructType()
            .add("features", DataTypes.createArrayType(DataTypes.FloatType, true))
            .add("label", DataTypes.DoubleType);

    @TempDir
    private Path folder;

    private LocalCluster local;

    @BeforeAll
    void start() {
        local = LocalCluster.inProcess(2);
    }

    @AfterAll
    void stop() {
        local.close();
    }

    private LaminaTransformer digits() {
        NetworkSource source = Models.compiled(Models.DIGITS);
        return LaminaTransformer.of("digits", new Weights(source, weights(source), "weights"), new double[0]);
    }

    private static byte[] weights(NetworkSource source) {
        var bytes = new java.io.ByteArrayOutputStream();
        source.newParameters(1).write(bytes);
        return bytes.toByteArray();
    }

    private LaminaClassifier classifier() {
        return new LaminaClassifier().setModelFile(Models.file(folder, Models.DIGITS));
    }

    private static String message(Throwable thrown) {
        StringBuilder all = new StringBuilder();
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            all.append(each).append('\n');
        }
        return all.toString();
    }

    /** Spark gives 0 for it. */
    @Test
    void anElementThatIsNullIsRefusedAndNotTakenForZero() {
        for (String type : new String[] {"float", "double", "int", "bigint"}) {
            List<Float> features = new ArrayList<>(Collections.nCopies(64, 1f));
            features.set(5, null);
            Dataset<Row> rows = local.session
                    .createDataFrame(Collections.nCopies(32, RowFactory.create(features, 1.0)), ARRAYS)
                    .withColumn("features", functions.col("features").cast("array<" + type + ">"));
            String expected =
                    "column features has an array in a row whose element 5 is null: drop such rows, or fill them";
            String scored = message(
                    assertThrows(Exception.class, () -> digits().transform(rows).collectAsList()));
            assertTrue(scored.contains(expected), scored);
            String trained =
                    message(assertThrows(Exception.class, () -> classifier().fit(rows)));
            assertTrue(trained.contains(expected), trained);
        }
    }

    @Test
    void rowsWithoutAValueOrALabelThatIsNoClassAreRefused() {
        List<Float> features = Collections.nCopies(64, 1f);
        for (Object[] each : new Object[][] {
            {null, 1.0, "column features is null in a row"},
            {features, null, "column label is null in a row"},
            {features, Double.NaN, "column label has the value NaN, but labels and tokens are whole numbers"},
            {features, 1e300, "column label has the value 1.0E300, but labels and tokens are whole numbers"},
            {features, 10.0, "a row has the label 10, but labels are 0 to 9"},
            {features, -1.0, "a row has the label -1, but labels are 0 to 9"},
            {features.subList(1, 64), 1.0, "a row has 63 features, but 64 numbers are needed"},
            {Collections.nCopies(64, Float.NaN), 1.0, "a row has NaN as number 0 of its features"},
        }) {
            List<Row> rows = new ArrayList<>(Collections.nCopies(40, RowFactory.create(features, 1.0)));
            rows.set(17, RowFactory.create(each[0], each[1]));
            String message = message(
                    assertThrows(Exception.class, () -> classifier().fit(local.session.createDataFrame(rows, ARRAYS))));
            assertTrue(message.contains((String) each[2]), message);
        }
    }

    @Test
    void partitionsWithoutRowsChangeNothingAndNoRowsAtAllAreSaid() {
        Dataset<Row> few = Digits.mixed(local.session, 40, 0);
        LaminaTransformer digits = digits();
        String[] columns = {"id", "prediction", "rawPrediction"};
        assertEquals(
                digits.transform(few).orderBy("id").selectExpr(columns).collectAsList(),
                digits.transform(few.repartition(60))
                        .orderBy("id")
                        .selectExpr(columns)
                        .collectAsList());
        assertEquals(0, digits.transform(few.limit(0)).count());
        LaminaClassifier classifier = classifier().setIdCol("id");
        assertEquals(
                Sha.of(classifier.fit(few).weights()),
                Sha.of(classifier.fit(few.repartition(60)).weights()));
        String message = message(assertThrows(IllegalArgumentException.class, () -> classifier.fit(few.limit(0))));
        assertTrue(message.contains("sample"), message);
    }

    /** Rows are read twice before a training: to be examined, and to be kept by the workers. */
    @Test
    void aDataSetThatGivesOtherRowsTheSecondTimeIsRefused() {
        local.session
                .udf()
                .register(
                        "moving",
                        (UDF1<Double, Double>) label -> (double) (READ.getAndIncrement() / 40 % 10),
                        DataTypes.DoubleType);
        Dataset<Row> moving = Digits.mixed(local.session, 40, 0)
                .withColumn("label", functions.call_udf("moving", functions.col("label")));
        String message = message(
                assertThrows(Exception.class, () -> classifier().setIdCol("id").fit(moving)));
        assertTrue(message.contains("the data set gave other rows when it was read again"), message);
    }

    private Path saved() throws IOException {
        Path path = folder.resolve("saved");
        digits().write().overwrite().save(path.toUri().toString());
        return path;
    }

    private static void load(Path path) {
        LaminaTransformer.load(path.toUri().toString()).transformSchema(Digits.SCHEMA);
    }

    @Test
    void aSavedTransformerInWhichABitHasChangedIsRefusedInWords() throws IOException {
        Path path = saved();
        load(path);
        Random random = new Random(15);
        for (String name : new String[] {"network.json", "weights.safetensors", "metadata/part-00000"}) {
            Path file = path.resolve(name);
            Files.deleteIfExists(
                    file.resolveSibling("." + file.getFileName() + ".crc")); // which not all file systems have
            byte[] whole = Files.readAllBytes(file);
            int refused = 0;
            for (int i = 0; i < 300; i++) {
                byte[] changed = whole.clone();
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, i < 200 ? changed : Arrays.copyOf(whole, random.nextInt(whole.length)));
                try {
                    load(path);
                } catch (IllegalArgumentException | WeightsException inWords) {
                    refused++;
                }
            }
            Files.write(file, whole);
            // a bit of the id of a transformer, or of a number, is as good as another one
            assertTrue(refused >= (name.startsWith("metadata") ? 100 : 298), name + ": " + refused + " of 300");
        }
        load(path);
    }

    @Test
    void aSavedTransformerOfAnotherVersionIsReadOrNamed() throws IOException {
        Path path = saved();
        Path file = path.resolve("network.json");
        Files.deleteIfExists(path.resolve(".network.json.crc"));
        Files.deleteIfExists(path.resolve("metadata/.part-00000.crc"));
        String network = Files.readString(file);
        Files.writeString(file, network.replace("\"format\":1,", "").replaceAll(",\"sha256\":\"[0-9a-f]*\"", ""));
        load(path);
        Files.writeString(file, network.replace("\"format\":1,", "\"format\":2,"));
        assertTrue(message(assertThrows(IllegalArgumentException.class, () -> load(path)))
                .contains("network.json has the format 2, but this version of Lamina reads formats up to 1"));
        Files.writeString(file, network);
        Path metadata = path.resolve("metadata/part-00000");
        Files.writeString(
                metadata, Files.readString(metadata).replace("\"paramMap\":{", "\"paramMap\":{\"fromTheFuture\":1,"));
        assertTrue(message(assertThrows(IllegalArgumentException.class, () -> load(path)))
                .contains("there is no param `fromTheFuture`"));
    }

    /** Where numbers have other digits, too: file names do not. */
    @Test
    void theNewestCheckpointThatIsThereIsTaken() throws IOException {
        Locale before = Locale.getDefault();
        Path checkpoints = folder.resolve("checkpoints");
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            Checkpoints all = new Checkpoints(new Configuration(), checkpoints.toString(), "run");
            for (int step = 1; step <= 3; step++) {
                all.write(step, ("state " + step).getBytes(StandardCharsets.UTF_8));
            }
            assertEquals("[3, 2]", all.steps().toString());
            assertEquals("state 3", newest(all));
            Files.delete(checkpoints.resolve("step-0000000003.state"));
            assertEquals("state 2", newest(all));
            Files.writeString(checkpoints.resolve("step-99999999999999999999.complete"), "not ours");
            Files.writeString(checkpoints.resolve("step-4.complete"), "not ours");
            assertEquals("state 2", newest(all));
            Checkpoints others = new Checkpoints(new Configuration(), checkpoints.toString(), "another run");
            assertThrows(IllegalArgumentException.class, others::newest);
        } finally {
            Locale.setDefault(before);
        }
    }

    private static String newest(Checkpoints checkpoints) {
        return new String(checkpoints.newest().orElseThrow(), StandardCharsets.UTF_8);
    }

    /** A rate or a layer that predictions do not know would else be changed in the middle of a training. */
    @Test
    void aCheckpointOfAnotherModelFileOfThatNameIsRefused() {
        String checkpoints = folder.resolve("other-model").toUri().toString();
        Dataset<Row> rows = Digits.mixed(local.session, 64, 0);
        classifier()
                .setIdCol("id")
                .setCheckpointDir(checkpoints)
                .setCheckpointEvery(1)
                .fit(rows);
        LaminaClassifier changed = new LaminaClassifier()
                .setModelFile(Models.file(folder, Models.DIGITS.replace("rate = 0.002", "rate = 0.003")))
                .setIdCol("id")
                .setCheckpointDir(checkpoints);
        String message = message(assertThrows(Exception.class, () -> changed.fit(rows)));
        assertTrue(message.contains("are of another run"), message);
    }
}
