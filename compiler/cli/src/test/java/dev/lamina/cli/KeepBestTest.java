package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.lamina.runtime.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that learns noise by heart gets worse on held-out samples; the weights from before that are those to keep. */
class KeepBestTest {

    private static final String MODEL = """
            model Overfits {
                input x: vector[4]
                fc(32)  tanh
                fc(2)
                loss cross_entropy
                train { optimizer adam(rate = 0.02)  batch 8  epochs 30  seed 5 }
            }
            """;

    @TempDir
    private Path folder;

    private Path model;
    private Path few;
    private Path rest;
    private Path log;

    @BeforeEach
    void writeFiles() throws IOException {
        model = Files.writeString(folder.resolve("overfits.lamina"), MODEL);
        few = Files.writeString(folder.resolve("few.csv"), rows(0, 40));
        rest = Files.writeString(folder.resolve("rest.csv"), rows(40, 100));
        log = folder.resolve("log.jsonl");
    }

    /** The label is the sign of the first input, with an error in each fifth row. */
    private static String rows(int from, int to) {
        StringBuilder rows = new StringBuilder();
        for (int i = from; i < to; i++) {
            for (int k = 0; k < 4; k++) {
                rows.append(String.format(Locale.ROOT, "%.3f,", value(4 * i + k)));
            }
            boolean right = value(1_000_000 + i) < 0.3f;
            rows.append(value(4 * i) > 0 == right ? 1 : 0).append('\n');
        }
        return rows.toString();
    }

    private static float value(int i) {
        return CounterRandom.uniform(9, 0, 0, i) - 0.5f;
    }

    @Test
    void theEpochWithTheLeastTestLossIsSaved() throws IOException {
        Command train = train("w", "--log", log);
        assertEquals(0, train.exit(), train::err);
        JsonObject best = best();
        int epoch = best.get("epoch").getAsInt();
        assertNotEquals(30, epoch, "the data must make the network worse");
        assertTrue(train.out().contains("w (epoch " + epoch + ", the best)\n"), train::out);
        assertTrue(train.out().contains("\ntest accuracy: "), train::out);
        assertTrue(train.out().contains("\nlast epoch, 30: "), train::out);
        assertEquals(epoch, lines().get(29).get("best").getAsInt());
        assertEquals(best.get("testLoss").getAsDouble(), measured("w"));
    }

    @Test
    void theLastEpochIsSavedIfAsked() throws IOException {
        Command train = train("w", "--log", log, "--keep", "last");
        assertTrue(train.out().contains("w (epoch 30, the last)\n"), train::out);
        assertTrue(train.out().contains("\nbest epoch, " + best().get("epoch") + ": "), train::out);
        assertEquals(lines().get(29).get("testLoss").getAsDouble(), measured("w"));
    }

    @Test
    void trainingStopsWhenPatienceIsOver() throws IOException {
        Command train = train("w", "--log", log, "--patience", 3);
        assertEquals(0, train.exit(), train::err);
        int best = best().get("epoch").getAsInt();
        assertEquals(best + 3, lines().size());
        String end =
                "\nstopped after epoch " + (best + 3) + ", as the test loss has not been lower since epoch " + best;
        assertTrue(train.out().contains(end), train::out);
    }

    /** As if it had been killed after each of its epochs: the file of the state is all that goes over. */
    @Test
    void aRunInManyPartsKeepsTheSameEpochAndStopsAtTheSame() throws IOException {
        Command whole = train("whole", "--patience", 3);
        Path state = folder.resolve("run.state");
        Command part = train("part", "--patience", 3, "--epochs", 1, "--state", state);
        for (int epochs = 2; part.out().contains("epoch " + (epochs - 1) + "/"); epochs++) {
            part = train("part", "--patience", 3, "--epochs", epochs, "--resume", state);
            assertEquals(0, part.exit(), part::err);
        }
        assertArrayEquals(bytes("whole"), bytes("part"));
        assertEquals(
                end(whole), end(part).replaceAll("(?m)^last epoch.*\n", ""), "the last part has no epoch of its own");
    }

    private static String end(Command train) {
        return train.out()
                .substring(train.out().indexOf("stopped after"))
                .replaceAll("(?m)^(state:|last epoch).*\n", "")
                .replaceAll("weights: .*\\(", "(");
    }

    @Test
    void whatDivergesLeavesTheBestOfTheRunBeforeIt() throws IOException {
        Path state = folder.resolve("run.state");
        assertEquals(0, train("w", "--epochs", 10, "--state", state).exit());
        byte[] best = bytes("w");
        Files.delete(folder.resolve("w"));
        Command diverged = train("w", "--epochs", 20, "--rate", "1e38", "--resume", state);
        assertEquals(1, diverged.exit());
        assertTrue(diverged.err().contains("; the weights of epoch "), diverged::err);
        assertArrayEquals(best, bytes("w"));
    }

    @Test
    void withoutHeldOutSamplesTheLastEpochIsSavedAndNothingElseCanBe() {
        Command train = Command.run(
                "train",
                model,
                "--data",
                few,
                "--weights-out",
                folder.resolve("w"),
                "--test-fraction",
                0,
                "--epochs",
                2);
        assertTrue(train.out().contains("w (epoch 2, the last)\n"), train::out);
        for (List<String> wish : List.of(List.of("--keep", "best"), List.of("--patience", "2"))) {
            Command refused = Command.run(
                    "train",
                    model,
                    "--data",
                    few,
                    "--weights-out",
                    folder.resolve("w"),
                    "--test-fraction",
                    0,
                    wish.get(0),
                    wish.get(1));
            assertEquals(2, refused.exit());
            assertTrue(refused.err().contains("needs held-out samples, and there are none"), refused::err);
        }
        assertEquals(2, train("w", "--patience", 0).exit());
    }

    private Command train(String weights, Object... more) {
        List<Object> words = new ArrayList<>(
                List.of("train", model, "--data", few, "--test-data", rest, "--weights-out", folder.resolve(weights)));
        words.addAll(Arrays.asList(more));
        return Command.run(words.toArray());
    }

    private double measured(String weights) {
        Command eval = Command.run("eval", model, "--data", rest, "--weights", folder.resolve(weights), "--json");
        return JsonParser.parseString(eval.out()).getAsJsonObject().get("loss").getAsDouble();
    }

    private List<JsonObject> lines() throws IOException {
        return Files.readAllLines(log).stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    private JsonObject best() throws IOException {
        return lines().stream()
                .min(Comparator.comparingDouble(line -> line.get("testLoss").getAsDouble()))
                .orElseThrow();
    }

    private byte[] bytes(String weights) throws IOException {
        return Files.readAllBytes(folder.resolve(weights));
    }
}
