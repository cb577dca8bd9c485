package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command trains a model with shards on any number of threads with the same bits. */
class ShardsTest {
    private static final String MODEL = """
            model Drops {
                input x: vector[3]
                fc(8)  tanh  dropout(0.3)
                fc(2)
                loss cross_entropy
                train { optimizer adam(rate = 0.02)  batch 8  epochs 6  seed 5  shards 4 }
            }
            """;

    @TempDir
    private Path folder;

    private Path model;
    private Path data;

    @BeforeEach
    void writeFiles() throws IOException {
        model = Files.writeString(folder.resolve("drops.lamina"), MODEL);
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 53; i++) { // the last step of an epoch is short
            float x = CounterRandom.uniform(9, 0, 0, i);
            float y = CounterRandom.uniform(9, 0, 1, i);
            rows.append(String.format("%.3f,%.3f,%.3f,%d%n", x, y, x * y, x > y ? 1 : 0));
        }
        data = Files.writeString(folder.resolve("d.csv"), rows);
    }

    @Test
    void threadsAndAnInterruptionChangeNoBit() throws IOException {
        Command one = train("one", "--threads", 1);
        assertEquals(0, one.exit(), one::err);
        assertTrue(one.out().contains("batches of 8, seed 5, 4 shards"), one::out);
        Command three = train("three", "--threads", 3);
        assertEquals(figures(one), figures(three));
        assertArrayEquals(bytes("one"), bytes("three"));
        Path state = folder.resolve("run.state");
        assertEquals(
                0,
                train("part", "--threads", 2, "--epochs", 3, "--state", state).exit());
        assertEquals(0, train("part", "--threads", 4, "--resume", state).exit());
        assertArrayEquals(bytes("one"), bytes("part"));
    }

    /** Each step divides by the weights of its labels: classes count differently, and one label is ignored. */
    @Test
    void aLossThatWeighsLabelsHasTheSameBitsOnAnyThreads() throws IOException {
        Files.writeString(model, MODEL.replace("cross_entropy", "cross_entropy(weights = (1, 3), ignore = -1)"));
        List<String> rows = Files.readAllLines(data);
        rows.replaceAll(row -> row.startsWith("0.1") ? row.substring(0, row.length() - 1) + "-1" : row);
        Files.write(data, rows);
        Command one = train("one", "--threads", 1);
        assertEquals(0, one.exit(), one::err);
        Command three = train("three", "--threads", 3);
        assertEquals(figures(one), figures(three));
        assertArrayEquals(bytes("one"), bytes("three"));
        Command checked = train("checked", "--check-numbers", "--threads", 2);
        assertEquals(0, checked.exit(), checked::err);
        assertArrayEquals(bytes("one"), bytes("checked"));
    }

    @Test
    void aCheckNamesTheLayerOfTheShardWhoseNumbersAreNotFinite() throws IOException {
        Files.writeString(model, MODEL.replace("tanh", "relu"));
        Command grown = train("w", "--rate", 3e38f, "--check-numbers");
        assertEquals(1, grown.exit(), grown::out);
        assertTrue(
                grown.err().contains("step 1: the first number that is not finite is computed by the update")
                        || grown.err().contains("step 2: the loss is NaN; the first number that is not finite is"),
                grown::err);
        assertFalse(Files.exists(folder.resolve("w.safetensors")));
    }

    @Test
    void shardsAreAnotherTrainingThanPlainBatches() throws IOException {
        assertEquals(0, train("shards").exit());
        Files.writeString(model, MODEL.replace("  shards 4", ""));
        assertEquals(0, train("plain").exit());
        assertFalse(Arrays.equals(bytes("shards"), bytes("plain")));
    }

    @Test
    void whatShardsCannotDivideIsAnErrorBeforeTheTraining() throws IOException {
        Command batch = train("w", "--batch", 6);
        assertEquals(1, batch.exit());
        assertTrue(
                batch.err()
                        .contains(
                                "a batch of 6 samples cannot be divided into 4 shards of one size: take a multiple of 4"),
                batch::err);
        Files.writeString(data, "0,0,0,1\n0,1,0,0\n1,0,0,1\n");
        Command few = train("w", "--test-fraction", 0);
        assertEquals(1, few.exit());
        assertTrue(few.err().contains("there are 3 samples for 4 shards, so a shard would be empty"), few::err);
        assertFalse(Files.exists(folder.resolve("w.safetensors")));
    }

    /** The losses and accuracies that were printed, without times. */
    private static String figures(Command command) {
        return command.out()
                .lines()
                .filter(line -> line.startsWith("epoch"))
                .map(line -> line.replaceAll("\\S+/s", ""))
                .reduce("", (a, b) -> a + "\n" + b.strip());
    }

    private Command train(String name, Object... more) {
        Object[] arguments = new Object[6 + more.length];
        System.arraycopy(
                new Object[] {"train", model, "--data", data, "--weights-out", folder.resolve(name + ".safetensors")},
                0,
                arguments,
                0,
                6);
        System.arraycopy(more, 0, arguments, 6, more.length);
        return Command.run(arguments);
    }

    private byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name + ".safetensors"));
    }
}
