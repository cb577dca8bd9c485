package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NaN and infinity are found, named, and never counted as right. */
class NumberCheckTest {

    private static final String MODEL = """
            model M(c = 3) {
                input x: vector[4]
                fc(8) relu
                fc(6) tanh
                fc(c)
                loss cross_entropy
                train { optimizer sgd(rate = 0.01) batch 8 epochs 2 seed 1 }
            }
            """;

    /** Its numbers grow at each step if the rate is too high. */
    private static final String LINEAR = """
            model Linear {
                input x: vector[4]
                fc(1)
                loss mse
                train { optimizer sgd(rate = 0.01) batch 16 epochs 100 seed 1 }
            }
            """;

    @TempDir
    private Path folder;

    private Path model;
    private Path data;
    private Path weights;

    @BeforeEach
    void train() throws IOException {
        model = Files.writeString(folder.resolve("m.lamina"), MODEL);
        data = Files.writeString(
                folder.resolve("d.csv"),
                IntStream.range(0, 20)
                        .mapToObj(i -> i + ",2,3,4," + i % 3 + "\n")
                        .collect(Collectors.joining()));
        weights = folder.resolve("w");
        assertEquals(0, train(weights).exit());
    }

    @Test
    void theCheckChangesNoBit() throws IOException {
        assertEquals(0, train(folder.resolve("checked"), "--check-numbers").exit());
        assertArrayEquals(Files.readAllBytes(weights), Files.readAllBytes(folder.resolve("checked")));
    }

    @Test
    void theLayerOfTheForwardPassIsNamed() {
        fill("fc1.weight", 3e38f); // positive infinity, which relu keeps and the next sum makes NaN
        Command run = train(folder.resolve("more"), "--weights", weights, "--check-numbers");
        assertEquals(1, run.exit());
        assertTrue(
                run.err()
                        .contains("step 1: the loss is NaN; the first number that is not finite is Infinity, in the"
                                + " forward pass of `fc1`"),
                run::err);
        assertFalse(Files.exists(folder.resolve("more")));
    }

    @Test
    void aLaterLayerIsNamedToo() {
        fill("fc3.weight", 3e38f);
        fill("fc2.bias", 50);
        Command run = train(folder.resolve("more"), "--weights", weights, "--check-numbers");
        assertTrue(run.err().contains("in the forward pass of `fc3`"), run::err);
    }

    @Test
    void theLayerOfTheBackwardPassIsNamed() throws IOException {
        // tanh(0) times the last weights is 0, so the loss is finite; its gradient times these weights is not.
        fill("fc2.weight", 0);
        fill("fc2.bias", 0);
        fill("fc3.bias", 0);
        set("fc3.weight", 0, 3.4e38f);
        set("fc3.weight", 6, -3.4e38f);
        set("fc3.weight", 12, -3.4e38f);
        Files.writeString(data, "1,2,3,4,0\n".repeat(20));
        Command run = train(folder.resolve("more"), "--weights", weights, "--check-numbers", "--batch", 1);
        assertEquals(1, run.exit(), run::out);
        assertTrue(
                run.err()
                        .matches("(?s).*step 1: the gradient of `fc1.weight` has NaN;"
                                + " the first number that is not finite is -Infinity, in the backward pass of `fc3`.*"),
                run::err);
    }

    @Test
    void theUpdateIsNamed() throws IOException {
        Files.writeString(model, LINEAR);
        Command run = train(folder.resolve("more"), "--check-numbers", "--rate", 3e38f);
        assertEquals(1, run.exit(), run::out);
        assertTrue(
                run.err()
                        .contains("step 1: the first number that is not finite is computed by the update of the"
                                + " optimiser: `fc1.weight` has "),
                run::err);
    }

    @Test
    void whatWasLearntBeforeIsSaved() throws IOException {
        Files.writeString(model, LINEAR);
        Command run = train(folder.resolve("more"), "--rate", 0.1, "--check-numbers");
        assertEquals(1, run.exit(), run::out);
        assertTrue(run.err().matches("(?s).*step \\d+: .*; the weights of epoch \\d+ are saved.*"), run::err);
        assertTrue(Files.exists(folder.resolve("more")));
    }

    @Test
    void aDivergenceSaysHowItsLayerIsFound() {
        fill("fc1.weight", 3e38f);
        Command run = train(folder.resolve("more"), "--weights", weights);
        assertEquals(1, run.exit());
        assertTrue(run.err().contains("--check-numbers names the first layer"), run::err);
    }

    @Test
    void evalNamesLayerAndSamples() {
        fill("fc1.weight", 3e38f);
        Command run = Command.run("eval", model, "--weights", weights, "--data", data, "--check-numbers");
        assertEquals(1, run.exit());
        assertTrue(
                run.err()
                        .contains("samples 1 to 20: the first number that is not finite is Infinity, in the prediction"
                                + " of `fc1`"),
                run::err);
    }

    @Test
    void evalOfFiniteNumbersIsAsWithoutTheCheck() {
        Command plain = Command.run("eval", model, "--weights", weights, "--data", data);
        assertEquals(plain, Command.run("eval", model, "--weights", weights, "--data", data, "--check-numbers"));
    }

    /** 3.4e38 in all weights gives scores of infinity, of which the first would otherwise be the largest. */
    @Test
    void infiniteScoresAreNotCountedAsRight() {
        for (String name : List.of("fc1.weight", "fc2.weight", "fc3.weight")) {
            fill(name, 3.4e38f);
        }
        Command run = Command.run("eval", model, "--weights", weights, "--data", data, "--json");
        assertEquals(1, run.exit(), run::out);
        assertTrue(run.out().contains("\"correct\": 0"), run::out);
        assertTrue(run.out().contains("\"loss\": null"), run::out);
        assertTrue(run.err().contains("the loss is not a number"), run::err);
    }

    private void fill(String name, float value) {
        float[] all = tensor(name).floats().clone();
        Arrays.fill(all, value);
        replace(name, all);
    }

    private void set(String name, int at, float value) {
        float[] all = tensor(name).floats().clone();
        all[at] = value;
        replace(name, all);
    }

    private Tensor tensor(String name) {
        return Objects.requireNonNull(Safetensors.read(weights).get(name));
    }

    private void replace(String name, float[] values) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(Safetensors.read(weights));
        tensors.put(name, Tensor.ofFloats(name, tensor(name).shape(), values));
        Safetensors.write(weights, Safetensors.metadata(weights), tensors.values());
    }

    private Command train(Path to, Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", model, "--data", data, "--weights-out", to));
        words.addAll(Arrays.asList(more));
        return Command.run(words.toArray());
    }
}
