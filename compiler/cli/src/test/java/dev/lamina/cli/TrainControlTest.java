package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.lamina.runtime.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a train block says of schedule, end, gradients and layers, as the command carries it out and tells it. */
class TrainControlTest {

    @TempDir
    private Path folder;

    private Path data;
    private Path log;

    @BeforeEach
    void writeData() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            for (int k = 0; k < 4; k++) {
                rows.append(String.format(Locale.ROOT, "%.3f,", value(4 * i + k)));
            }
            boolean right = value(1_000_000 + i) < 0.3f;
            rows.append(value(4 * i) > 0 == right ? 1 : 0).append('\n');
        }
        data = Files.writeString(folder.resolve("data.csv"), rows);
        log = folder.resolve("log.jsonl");
    }

    private static float value(int i) {
        return CounterRandom.uniform(9, 0, 0, i) - 0.5f;
    }

    private Path model(String settings) throws IOException {
        return Files.writeString(folder.resolve("model.lamina"), """
                model Noisy {
                    input x: vector[4]
                    low: fc(32)  tanh
                    fc(2)
                    loss cross_entropy
                    train { optimizer adam(rate = 0.02)  batch 8  epochs 30  seed 5  SETTINGS }
                }
                """.replace("SETTINGS", settings));
    }

    private Command train(Path model, String weights, Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("train", model, "--data", data, "--weights-out", folder.resolve(weights)));
        words.addAll(Arrays.asList(more));
        return Command.run(words.toArray());
    }

    private List<JsonObject> lines() throws IOException {
        return Files.readAllLines(log).stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    @Test
    void aRunStopsByItselfAndNamesTheBestEpochInItsLastLine() throws IOException {
        Command train =
                train(model("stop patience = 3  schedule cosine(warmup = 2)  clip norm = 1"), "w", "--log", log);
        assertEquals(0, train.exit(), train::err);
        assertTrue(
                train.out()
                        .contains("seed 5, schedule cosine(warmup = 2, floor = 0), clip norm = 1, stop patience = 3\n"),
                train::out);
        int best = lines().get(lines().size() - 1).get("best").getAsInt();
        assertEquals(best + 3, lines().size());
        assertTrue(train.out().contains("\nstopped after epoch " + (best + 3)), train::out);
        assertTrue(train.out().endsWith("w (epoch " + best + ", the best)\n"), train::out);
    }

    @Test
    void theLogAndTheLinesHaveRateAndNorm() throws IOException {
        Command train = train(model("schedule step(1, 0.5)  freeze low"), "w", "--log", log, "--epochs", 3);
        assertEquals(0, train.exit(), train::err);
        assertTrue(train.out().contains("  rate 0.0200 "), train::out);
        assertTrue(train.out().contains("  rate 0.00500 "), train::out);
        assertEquals(0.005, lines().get(2).get("rate").getAsDouble(), 1e-8);
        double mean = lines().get(0).get("gradientNorm").getAsDouble();
        assertTrue(mean > 0 && mean < lines().get(0).get("largestGradientNorm").getAsDouble(), train::out);
        assertTrue(train.out().contains(String.format(Locale.ROOT, "%.3g  rate", mean)), train::out);
    }

    @Test
    void aModelWithoutAScheduleTellsNoRateInEveryLine() throws IOException {
        Command train = train(model(""), "w", "--epochs", 2);
        assertTrue(train.out().contains("  gradient "), train::out);
        assertFalse(train.out().contains("  rate "), train::out);
    }

    /** As if it had been killed after each of its epochs: the file of the state is all that goes over. */
    @Test
    void aRunInManyPartsHasTheSameRatesAndWeights() throws IOException {
        Path model = model("stop patience = 8  schedule plateau(1, 0.5)  rate = 0.1 for low");
        Command whole = train(model, "whole", "--log", log);
        List<Double> rates =
                lines().stream().map(line -> line.get("rate").getAsDouble()).toList();
        assertTrue(rates.get(rates.size() - 1) < rates.get(0), rates::toString);
        Files.delete(log);
        Path state = folder.resolve("run.state");
        train(model, "part", "--epochs", 1, "--state", state, "--log", log);
        for (int epochs = 2; epochs <= rates.size(); epochs++) {
            Command part = train(model, "part", "--epochs", epochs, "--resume", state, "--log", log);
            assertEquals(0, part.exit(), part::err);
        }
        assertEquals(
                rates,
                lines().stream().map(line -> line.get("rate").getAsDouble()).toList());
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("whole")), Files.readAllBytes(folder.resolve("part")), whole::out);
    }

    @Test
    void theOptionTakesThePlaceOfTheSetting() throws IOException {
        Command train = train(model("stop patience = 1"), "w", "--patience", 30, "--log", log);
        assertEquals(30, lines().size(), train::out);
    }

    @Test
    void withoutHeldOutSamplesAWarningSaysThatNothingStops() throws IOException {
        Command train = train(model("stop patience = 1"), "w", "--test-fraction", 0, "--epochs", 2);
        assertEquals(0, train.exit(), train::err);
        assertTrue(train.err().contains("need held-out samples, and there are none"), train::err);
    }

    @Test
    void aRateBelowTheFloorOfTheScheduleIsRefused() throws IOException {
        Command train = train(model("schedule cosine(floor = 0.01)"), "w", "--rate", "0.001");
        assertEquals(2, train.exit());
        assertTrue(train.err().contains("the rate 0.001 is below the floor of the schedule, 0.01"), train::err);
        assertFalse(Files.exists(folder.resolve("w")));
    }

    @Test
    void theSettingsAreExplained() {
        for (String word : List.of("clip", "freeze", "rate", "schedule", "stop", "plateau", "rmsprop")) {
            Command explain = Command.run("explain", word);
            assertTrue(explain.out().startsWith("# " + word + "\n"), explain::out);
        }
    }

    @Test
    void theyAreFormatted() throws IOException {
        Path model = Files.writeString(folder.resolve("model.lamina"), """
                model Small {
                    input x: vector[4]
                    a: fc(4)
                    b: fc(4)
                    c: fc(2)
                    loss mse
                    train {
                      optimizer   rmsprop
                        schedule cosine( warmup=2 )
                      clip   norm=1
                      freeze a ,b
                      rate=0.1 * 2 for   c
                    }
                }
                """);
        assertEquals(0, Command.run("fmt", model).exit());
        assertTrue(Files.readString(model).contains("""
                            optimizer rmsprop
                            schedule cosine(warmup = 2)
                            clip norm = 1
                            freeze a, b
                            rate = 0.1 * 2 for c
                    """), Files.readString(model));
    }
}
