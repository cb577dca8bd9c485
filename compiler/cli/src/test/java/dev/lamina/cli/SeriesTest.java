package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import dev.lamina.runtime.WeightsSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A forecast from one long series: {@code --window} in every verb that reads a table. */
class SeriesTest {

    /** Each value of a sine follows from the two before it: next = 2 cos(w) now - before. */
    private static final double STEP = 0.3;

    private static final int ROWS = 200;

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path data;
    private static Path weights;
    private static Command trained;

    @BeforeAll
    static void train() throws IOException {
        model = Files.writeString(folder.resolve("wave.lamina"), """
                model Wave {
                    input history: sequence[4, 1]
                    flatten
                    fc(1)
                    loss mse
                    train { optimizer adam(rate = 0.05)  batch 16  epochs 150  seed 3 }
                }
                """);
        data = Files.writeString(folder.resolve("wave.csv"), table(0, ROWS));
        weights = folder.resolve("wave.safetensors");
        trained = train("--weights-out", weights);
    }

    private static String table(int from, int to) {
        StringBuilder rows = new StringBuilder("day,level\n");
        for (int i = from; i < to; i++) {
            rows.append(String.format(Locale.ROOT, "%d,%.6f%n", i, Math.sin(STEP * i)));
        }
        return rows.toString();
    }

    private static Command train(Object... more) {
        List<Object> words = new java.util.ArrayList<>(
                List.of("train", model, "--data", data, "--inputs", "level", "--label", "level", "--window", 4));
        words.addAll(List.of(more));
        return Command.run(words.toArray());
    }

    @Test
    void trainHoldsOutTheEndAndLearnsTheSeries() throws IOException {
        assertEquals(0, trained.exit(), trained::err);
        assertTrue(trained.out().contains("157 samples to learn from, 39 held out"), trained::out); // of 200 - 4
        assertTrue(trained.out().contains("loss 0.0000"), trained::out);
    }

    @Test
    void evalCutsTheSameWindowsWithoutAnOption() {
        Command eval = Command.run("eval", model, "--data", data, "--weights", weights);
        assertEquals(0, eval.exit(), eval::err);
        assertTrue(eval.out().contains("samples: 196\n"), eval::out);
    }

    @Test
    void predictTellsTheNextValueOfEachRowThatHasAWindow() {
        Command predict = Command.runWith(
                table(50, 60), Map.of(), "predict", model, "--weights", weights, "--keep", "day", "--format", "csv");
        assertEquals(0, predict.exit(), predict::err);
        List<String> lines = predict.out().lines().toList();
        assertEquals(1 + 7, lines.size(), predict::out);
        for (int i = 0; i < 7; i++) {
            String[] cells = lines.get(1 + i).split(",");
            assertEquals(53 + i, Integer.parseInt(cells[0]));
            assertEquals(Math.sin(STEP * (54 + i)), Double.parseDouble(cells[1]), 0.02);
        }
    }

    @Test
    void aYesOrNoOfASeriesMayBeAWord() throws IOException {
        Path rises = Files.writeString(
                folder.resolve("rises.lamina"),
                "model Rises { input x: vector[2]  fc(1)  loss binary_cross_entropy"
                        + "  train { optimizer adam(rate = 0.1)  batch 4  epochs 3 } }");
        Path table = Files.writeString(folder.resolve("rises.csv"), "x,rises\n" + "1,no\n2,yes\n3,yes\n".repeat(20));
        Path saved = folder.resolve("rises.safetensors");
        Command train = Command.run(
                "train",
                rises,
                "--data",
                table,
                "--window",
                2,
                "--ahead",
                0,
                "--label",
                "rises",
                "--weights-out",
                saved);
        assertEquals(0, train.exit(), train::err);
        Command eval = Command.run("eval", rises, "--data", table, "--label", "rises", "--weights", saved);
        assertEquals(0, eval.exit(), eval::err);
        assertTrue(eval.out().contains("samples: 59\n"), eval::out);
        Command predict = Command.runWith("x\n1\n2\n3\n", Map.of(), "predict", rises, "--weights", saved);
        assertEquals(0, predict.exit(), predict::err);
        assertTrue(predict.out().contains("p_no,p_yes"), predict::out);
    }

    /** The mean of a value is another one two rows before than one row before, so a gap is another number in each window. */
    @Test
    void aGapInAWindowIsTheMeanOfItsPlaceInPredictAsInEval() throws IOException {
        Path rising = Files.writeString(
                folder.resolve("rising.lamina"),
                "model Rising { input x: vector[2]  fc(1)  loss mse  train { optimizer sgd(rate = 0.1) batch 2 epochs 1 } }");
        Path table = Files.writeString(folder.resolve("rising.csv"), "x\n1\n2\n4\n8\n16\n32\n");
        Path saved = folder.resolve("rising.safetensors");
        List<Object> mean = List.of("--missing", "mean");
        Command train = run(
                mean,
                "train",
                rising,
                "--data",
                table,
                "--inputs",
                "x",
                "--label",
                "x",
                "--window",
                2,
                "--weights-out",
                saved,
                "--standardise",
                "--test-fraction",
                0);
        assertEquals(0, train.exit(), train::err);
        for (String gap : List.of("x\n\"\"\n5\n7\n", "x\n5\n\"\"\n7\n")) {
            Path gaps = Files.writeString(folder.resolve("gaps.csv"), gap);
            Command eval = run(
                    mean,
                    "eval",
                    rising,
                    "--data",
                    gaps,
                    "--inputs",
                    "x",
                    "--label",
                    "x",
                    "--weights",
                    saved,
                    "--json");
            assertEquals(1, eval.exit(), eval::out); // a target is never filled, and each value is one
        }
        for (String gap : List.of("x,y\n,0\n5,0\n7,0\n", "x,y\n5,0\n,0\n7,0\n")) {
            Path gaps = Files.writeString(folder.resolve("gaps.csv"), gap);
            Command eval = run(
                    mean,
                    "eval",
                    rising,
                    "--data",
                    gaps,
                    "--inputs",
                    "x",
                    "--label",
                    "y",
                    "--weights",
                    saved,
                    "--json");
            assertEquals(0, eval.exit(), eval::err);
            double error =
                    StrictJson.object(eval.out()).get("meanAbsoluteError").getAsDouble();
            Command predict = run(mean, "predict", rising, "--data", gaps, "--weights", saved);
            assertEquals(0, predict.exit(), predict::err);
            double predicted = Double.parseDouble(predict.out().lines().toList().get(1));
            assertEquals(error, Math.abs(predicted), 1e-4); // the target is 0
        }
    }

    private static Command run(List<Object> more, Object... words) {
        List<Object> all = new java.util.ArrayList<>(List.of(words));
        all.addAll(more);
        return Command.run(all.toArray());
    }

    @Test
    void windowsAreCutFromTablesAlone() {
        Path tensors = folder.resolve("rows.safetensors");
        Safetensors.write(
                tensors, List.of(Tensor.ofFloats("history", new int[] {1, 4, 1}, new float[] {0, 0.3f, 0.6f, 0.8f})));
        for (String verb : List.of("eval", "predict")) {
            Command command = Command.run(verb, model, "--data", tensors, "--weights", weights);
            assertEquals(1, command.exit(), command::out);
            assertEquals(
                    "error: " + tensors + ": --window cuts a table, a CSV file, and this is none\n",
                    command.err(),
                    verb);
        }
    }

    @Test
    void windowsThatNoRunNotesAreNone() {
        for (Map<String, String> notes :
                List.of(Map.of("window", "0"), Map.of("window", "-4"), Map.of("window", "4", "ahead", "-1"))) {
            Path others = folder.resolve("others.safetensors");
            Safetensors.write(others, notes, Safetensors.read(weights).values());
            Command eval = Command.run("eval", model, "--data", data, "--weights", others, "--window", 4);
            assertEquals(0, eval.exit(), eval::err);
        }
    }

    @Test
    void aRunThatGoesOnKeepsTheWindows() {
        Path state = folder.resolve("wave.state");
        assertEquals(
                0,
                train("--epochs", 1, "--state", state, "--weights-out", folder.resolve("w"))
                        .exit());
        Command resumed = Command.run(
                "train",
                model,
                "--data",
                data,
                "--inputs",
                "level",
                "--label",
                "level",
                "--epochs",
                2,
                "--resume",
                state,
                "--weights-out",
                folder.resolve("w"));
        assertEquals(0, resumed.exit(), resumed::err);
        assertEquals(
                "4", Safetensors.metadata(WeightsSource.of(folder.resolve("w"))).get("window"));
    }

    @Test
    void windowsThatContradictTheWeightsAreRefused() {
        Command eval = Command.run("eval", model, "--data", data, "--weights", weights, "--window", 4, "--ahead", 2);
        assertEquals(1, eval.exit());
        assertTrue(
                eval.err()
                        .contains("the weights were trained on windows of 4 rows, 1 ahead, not on windows of 4 rows, 2"
                                + " ahead"),
                eval::err);
    }

    @Test
    void optionsThatMakeNoWindowsAreRefused() {
        assertEquals(2, train("--ahead", -1).exit());
        assertEquals(
                2, Command.run("train", model, "--data", data, "--ahead", 2).exit());
        Command wrong =
                Command.run("train", model, "--data", data, "--inputs", "level", "--label", "level", "--window", 5);
        assertEquals(1, wrong.exit());
        assertTrue(wrong.err().contains("--window is 5, but"), wrong::err);
        Command few = Command.runWith(table(0, 3), Map.of(), "predict", model, "--weights", weights);
        assertEquals(1, few.exit());
        assertTrue(few.err().contains("it has 3 rows, but a prediction needs a window of 4"), few::err);
    }
}
