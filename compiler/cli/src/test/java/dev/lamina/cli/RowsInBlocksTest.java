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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** {@code train --block}, and data that do not fit into memory: what depends on them, and what does not. */
@Isolated("a system property of its own")
class RowsInBlocksTest {

    private static final String MODEL = """
            model Drops {
                input x: vector[3]
                fc(8)  tanh  dropout(0.3)
                fc(2)
                loss cross_entropy
                train { optimizer adam(rate = 0.02)  batch 8  epochs 3  seed 5 }
            }
            """;

    private static final int SAMPLES = 300;

    @TempDir
    private Path folder;

    private Path model;
    private Path data;

    @BeforeEach
    void writeFiles() throws IOException {
        model = Files.writeString(folder.resolve("drops.lamina"), MODEL);
        StringBuilder rows = new StringBuilder("a,b,c,kind\n");
        for (int i = 0; i < SAMPLES; i++) { // sorted by class, as many files are
            rows.append(String.format(
                    Locale.ROOT,
                    "%.3f,%.3f,%.3f,%s%n",
                    value(3 * i) + (i < SAMPLES / 2 ? 0 : 1),
                    value(3 * i + 1),
                    value(3 * i + 2),
                    2 * i < SAMPLES ? "low" : "high"));
        }
        data = Files.writeString(folder.resolve("d.csv"), rows);
    }

    private static float value(int i) {
        return CounterRandom.uniform(9, 0, 0, i);
    }

    @Test
    void blocksHaveTheSameBitsForEveryNumberOfThreadsAndOthersThanAllAtOnce() throws IOException {
        byte[] one = bits("one", "--block", 64, "--threads", 1);
        assertArrayEquals(one, bits("three", "--block", 64, "--threads", 3));
        assertFalse(Arrays.equals(one, bits("other", "--block", 65)));
        assertFalse(Arrays.equals(one, bits("all")));
    }

    @Test
    void aSortedFileIsLearntInSmallBlocks() {
        Command train = train("sorted", "--block", 64, "--standardise", "--epochs", 20);
        assertEquals(0, train.exit(), train::err);
        assertTrue(train.out().contains("test accuracy: 9") || train.out().contains("accuracy: 100"), train::out);
    }

    @Test
    void aRunInBlocksGoesOnInTheMiddleOfAnEpochAndRefusesOtherBlocks() throws IOException {
        Path state = folder.resolve("s.state");
        byte[] whole = bits("whole", "--block", 40);
        assertEquals(
                0, train("part", "--block", 40, "--epochs", 1, "--state", state).exit());
        Command other = train("part", "--block", 41, "--resume", state);
        assertEquals(1, other.exit());
        assertTrue(other.err().contains("block  40         41"), other::err);
        assertEquals(1, train("part", "--resume", state).exit());
        assertArrayEquals(whole, bits("part", "--block", 40, "--resume", state));
    }

    @Test
    void dataInATemporaryFileHaveTheBitsOfDataInMemory() throws IOException {
        byte[] inMemory = bits("memory", "--standardise");
        System.setProperty("lamina.mostRowBytes", "100");
        try {
            Command train = train("file", "--standardise");
            assertTrue(train.err().contains(" of its numbers are kept in a temporary file"), train::err);
            assertArrayEquals(inMemory, Files.readAllBytes(folder.resolve("file")));
            Command both = train("file", "--test-data", data);
            List<String> notes = both.err()
                    .lines()
                    .filter(line -> line.contains("temporary file"))
                    .toList();
            assertEquals(2, notes.size(), both::err);
            assertEquals(notes.get(0), notes.get(1)); // each of its own file
        } finally {
            System.clearProperty("lamina.mostRowBytes");
        }
    }

    @Test
    void anIdxFileIsReadInPieces() throws IOException {
        byte[] pixels = new byte[3 * SAMPLES];
        byte[] labels = new byte[SAMPLES];
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < SAMPLES; i++) {
            for (int k = 0; k < 3; k++) {
                pixels[3 * i + k] = (byte) (100 * value(3 * i + k));
                rows.append(pixels[3 * i + k]).append(',');
            }
            labels[i] = (byte) (pixels[3 * i] > 50 ? 1 : 0);
            rows.append(labels[i]).append('\n');
        }
        data = Files.writeString(folder.resolve("same.csv"), rows);
        byte[] ofCsv = bits("csv", "--block", 64, "--scale", 255);
        data = folder.resolve("x-images-idx2-ubyte");
        Files.write(data, concat(new byte[] {0, 0, 8, 2, 0, 0, SAMPLES >> 8, (byte) SAMPLES, 0, 0, 0, 3}, pixels));
        Files.write(
                folder.resolve("x-labels-idx1-ubyte"),
                concat(new byte[] {0, 0, 8, 1, 0, 0, SAMPLES >> 8, (byte) SAMPLES}, labels));
        assertArrayEquals(ofCsv, bits("idx", "--block", 64, "--scale", 255));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void whatHasAnOrderOfItsOwnIsRefused() throws IOException {
        assertEquals(2, train("w", "--block", 0).exit());
        Files.writeString(model, MODEL.replace("seed 5", "seed 5  shards 2"));
        Command shards = train("w", "--block", 64);
        assertEquals(1, shards.exit());
        assertTrue(shards.err().contains("--block and shards cannot both decide"), shards::err);
        Files.writeString(model, """
                model Next { input x: sequence[4, 1]  flatten  fc(1)  loss mse }
                """);
        Command series = train("w", "--block", 64, "--window", 4, "--inputs", "a", "--label", "b");
        assertEquals(1, series.exit());
        assertTrue(series.err().contains("and not for windows of a series"), series::err);
    }

    private byte[] bits(String weights, Object... more) throws IOException {
        Command train = train(weights, more);
        assertEquals(0, train.exit(), train::err);
        return Files.readAllBytes(folder.resolve(weights));
    }

    private Command train(String weights, Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("train", model, "--data", data, "--weights-out", folder.resolve(weights)));
        words.addAll(Arrays.asList(more));
        return Command.run(words.toArray());
    }
}
