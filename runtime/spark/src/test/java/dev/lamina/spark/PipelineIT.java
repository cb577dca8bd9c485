package dev.lamina.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.MaxAbsScaler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline with an estimator is fitted, saved, and read in another process. */
final class PipelineIT {

    @TempDir
    private Path folder;

    @Test
    void aSavedPipelineGivesTheSamePredictionsInAFreshJvm() throws Exception {
        Path saved = folder.resolve("pipeline");
        String expected;
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
            model.save(saved.toUri().toString());
            expected = predictions(model, local);
        }
        assertEquals(expected, inAFreshJvm(saved));
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

    private String inAFreshJvm(Path saved) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument ->
                        argument.startsWith("--add") || argument.startsWith("-D") || argument.startsWith("-XX:+Ignore"))
                .toList());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName(),
                saved.toUri().toString()));
        Path out = folder.resolve("out.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertTrue(process.waitFor(10, TimeUnit.MINUTES), "it did not end");
        assertEquals(0, process.exitValue());
        List<String> lines = Files.readAllLines(out);
        assertTrue(!lines.isEmpty());
        return lines.get(lines.size() - 1);
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
