package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lamina train} and {@code lamina eval}, from a model file and a table to weights that predict. */
class TrainVerbTest {

    private static final String MODEL = """
            /// Which of three clouds a point belongs to.
            model Clouds(classes = 3) {
                input point: vector[2]
                fc(8)  tanh
                fc(classes)
                loss cross_entropy
                train { optimizer adam(rate = 0.05)  batch 16  epochs 8  seed 3 }
            }
            """;
    private static final int SAMPLES = 150;

    @TempDir
    private Path folder;

    private Path model;
    private Path data;
    private Path weights;

    @BeforeEach
    void writeFiles() throws IOException {
        model = Files.writeString(folder.resolve("clouds.lamina"), MODEL);
        data = Files.writeString(folder.resolve("clouds.csv"), clouds());
        weights = folder.resolve("new").resolve("w.safetensors");
    }

    @Test
    void learnsAndSavesWhatItLearnt() throws IOException {
        Command train = train();
        assertEquals(0, train.exit(), train::err);
        assertTrue(train.out().contains("120 samples to learn from, 30 held out"), train::out);
        assertTrue(train.out().contains("epoch 8/8  loss "), train::out);
        assertTrue(train.out().contains("test accuracy: 100.00 % (30 of 30)"), train::out);
        assertTrue(train.out().contains("weights: " + weights), train::out);

        Command eval = Command.run("eval", model, "--weights", weights, "--data", data);
        assertEquals(0, eval.exit(), eval::err);
        assertTrue(eval.out().contains("accuracy: 100.00 % (150)"), eval::out);
        assertTrue(eval.out().contains("0  50   .   ."), eval::out);
    }

    @Test
    void givesTheSameFiguresAndWeightsEachTime() throws IOException {
        String first = withoutSpeed(train().out());
        byte[] bytes = Files.readAllBytes(weights);
        assertEquals(first, withoutSpeed(train().out()));
        assertArrayEquals(bytes, Files.readAllBytes(weights));
        assertFalse(first.equals(withoutSpeed(train("--seed", 4).out())));
    }

    @Test
    void goesOnFromWeights() {
        train();
        Command more = train("--weights", weights, "--epochs", 1);
        assertEquals(0, more.exit(), more::err);
        assertTrue(more.out().contains("epoch 1/1  loss 0.0"), more::out);
    }

    @Test
    void writesTheJavaTheLogAndTheCurveIfAsked() throws IOException {
        Path log = folder.resolve("run.jsonl");
        Path curve = folder.resolve("curve.png");
        Command train = train("--java-out", folder.resolve("java"), "--log", log, "--curve", curve);
        assertEquals(0, train.exit(), train::err);
        assertTrue(
                Files.readString(folder.resolve("java").resolve("Clouds.java")).contains("class Clouds"));
        List<String> lines = Files.readAllLines(log);
        assertEquals(8, lines.size());
        assertTrue(lines.get(7).startsWith("{\"epoch\":8,\"step\":64,\"loss\":"), lines::toString);
        assertEquals((byte) 'P', Files.readAllBytes(curve)[1]);
    }

    @Test
    void refusesTheNameOfAnotherPictureForTheCurve() {
        Command train = train("--curve", folder.resolve("loss.SVG"));
        assertEquals(2, train.exit(), train::err);
        assertTrue(
                train.err().contains("loss.SVG: the picture is a PNG, so the file's name cannot end like this"),
                train::err);
        assertFalse(Files.exists(folder.resolve("loss.SVG")));
        assertFalse(Files.exists(folder.resolve("w.safetensors")), "refused before the training");
    }

    @Test
    void leavesNothingElseBehind() throws IOException {
        train();
        try (Stream<Path> files = Files.walk(folder)) {
            List<String> names = files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
            assertEquals(List.of("clouds.csv", "clouds.lamina", "w.safetensors"), names);
        }
    }

    @Test
    void stopsWhenTheLossIsNoNumberAndSavesNothingBad() {
        Command train = train("--rate", "1e38");
        assertEquals(1, train.exit());
        assertTrue(train.err().contains("error: the loss became "), train::err);
        assertTrue(train.err().contains("nothing is saved"), train::err);
        assertFalse(Files.exists(weights));
    }

    @Test
    void usesSeparateTestData() throws IOException {
        Path test = Files.writeString(folder.resolve("test.csv"), "0,2,0\n-2,-1,1\n");
        Command train = train("--test-data", test);
        assertTrue(train.out().contains("150 samples to learn from, 2 held out"), train::out);
    }

    @Test
    void refusesDataThatDoNotFitBeforeItTrains() throws IOException {
        Files.writeString(data, "1,2,0\n1,2,7\n");
        Command train = train();
        assertEquals(1, train.exit());
        assertEquals(
                "error: " + data
                        + ":2:3: the label 7 is outside 0 .. 2 (Clouds has 3 classes); numbers are those of classes, from"
                        + " 0: if these are names, a table takes words, such as class7\n",
                train.err());
        assertFalse(Files.exists(weights));
    }

    @Test
    void refusesAModelWithoutALoss() throws IOException {
        Files.writeString(model, "model Bare { input x: vector[2]  fc(3) }");
        Command train = train();
        assertEquals(1, train.exit());
        assertTrue(train.err().contains("the model Bare has no loss"), train::err);
    }

    @Test
    void usesPresetsWithoutATrainBlockAndSaysSo() throws IOException {
        Files.writeString(model, "model Plain { input x: vector[2]  fc(3)  loss cross_entropy }");
        Command train = train("--epochs", 1);
        assertEquals(0, train.exit(), train::err);
        assertTrue(train.out().contains("(presets: the model has no train block)"), train::out);
    }

    @Test
    void asksWhichOfSeveralModelsIsMeant() throws IOException {
        Files.writeString(model, MODEL + MODEL.replace("Clouds", "Skies"));
        Command both = train();
        assertEquals(1, both.exit());
        assertTrue(both.err().contains("holds 2 models; choose one with --model: Clouds, Skies"), both::err);
        assertEquals(0, train("--model", "Skies").exit());
    }

    private Command train(Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", model, "--data", data, "--weights-out", weights));
        words.addAll(Arrays.asList(more));
        return Command.run(words.toArray());
    }

    private static String withoutSpeed(String out) {
        return out.replaceAll(" +[\\d,]+/s", "");
    }

    /** Points around three centres, far enough apart. */
    private static String clouds() {
        return Stream.iterate(0, i -> i + 1)
                .limit(SAMPLES)
                .map(i -> {
                    double turn = 2 * Math.PI * (i % 3) / 3;
                    double x = 2 * Math.sin(turn) + CounterRandom.uniform(1, 0, 0, 2L * i) - 0.5;
                    double y = 2 * Math.cos(turn) + CounterRandom.uniform(1, 0, 0, 2L * i + 1) - 0.5;
                    return String.format(Locale.ROOT, "%.4f,%.4f,%d", x, y, i % 3);
                })
                .collect(Collectors.joining("\n"));
    }
}
