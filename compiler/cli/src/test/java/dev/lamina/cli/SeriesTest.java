package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
