package dev.lamina.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.MaxAbsScaler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline with an estimator is fitted, saved, and read in another process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PipelineIT {

    private String saved = "";
    private String expected = "";

    @BeforeAll
    void fitAndSave(@TempDir Path folder) throws IOException {
        saved = folder.resolve("pipeline").toUri().toString();
        try (LocalCluster local = LocalCluster.inProcess(2)) {
            Dataset<Row> digits = Digits.mixed(local.session, 400, 1);
            PipelineModel model = new Pipeline()
                    .setStages(new PipelineStage[] {
                        new MaxAbsScaler().setInputCol("features").setOutputCol("scaled"),
                        new LaminaClassifier()
                                .setModelFile(Models.file(folder, Models.DIGITS))
                                .setFeaturesCol("scaled")
                                .setIdCol("id")
                                .setEpochs(2)
                                .setPredictionCol("digit")
                    })
                    .fit(digits);
            model.save(saved);
            expected = predictions(model, local);
        }
    }

    @Test
    void aSavedPipelineGivesTheSamePredictionsInAFreshJvm() throws Exception {
        assertEquals(expected, predictedOn(FreshJvm.home()));
    }

    /** Hadoop 3.4.3, which the tests have in the place of Spark's, is the first that runs on Java 24. */
    @Test
    void andOnTheNewestJavaThatIsInstalled() throws Exception {
        Optional<Path> newer = FreshJvm.newer();
        assumeTrue(newer.isPresent(), "no newer Java than " + Runtime.version() + " is installed");
        assertEquals(expected, predictedOn(newer.orElseThrow()));
    }

    private String predictedOn(Path javaHome) throws Exception {
        return FreshJvm.lastLine(javaHome, List.of(), FreshJvm.classPath(), Reader.class, saved);
    }

    /** The digits and probabilities of some rows, as text. */
    private static String predictions(PipelineModel model, LocalCluster local) {
        return Sha.of(model.transform(Digits.mixed(local.session, 200, 2))
                .orderBy("id")
                .select("digit", "probability")
                .collectAsList()
                .toString()
                .getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a pipeline, and prints what it predicts. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] arguments) {
            try (LocalCluster local = LocalCluster.inProcess(1)) {
                System.out.println(predictions(PipelineModel.load(arguments[0]), local));
            }
        }
    }
}
