package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lamina bench} and {@code lamina gradcheck}, which need a model and nothing else. */
class BenchVerbTest {

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = Files.writeString(
                folder.resolve("m.lamina"),
                "model Small { input x: image[1, 6, 6]  conv(2, kernel = 3)  relu  maxpool(2)  flatten  fc(3)"
                        + "  loss cross_entropy }");
    }

    @Test
    void measuresPredictingAndTraining() {
        Command bench = Command.run("bench", model, "--seconds", "0.01", "--batch", 3, "--threads", 1);
        assertEquals(0, bench.exit(), bench::err);
        assertTrue(bench.out().matches("(?s).*predict +1 +.*predict +3 .*train +3 .*"), bench::out);
    }

    @Test
    void measuresWholeCallsOnOneThreadAndOnSeveral() {
        Command bench = Command.run("bench", model, "--seconds", "0.01", "--batch", 3, "--threads", 2);
        assertEquals(0, bench.exit(), bench::err);
        String rows =
                "(?s).*predict +1 +1 .*predict +1 +2 .*predict +3 +1 .*predict +3 +2 .*train +3 +1 .*train +3 +2 .*";
        assertTrue(bench.out().matches(rows), bench::out);
        assertEquals(2, Command.run("bench", model, "--threads", 0).exit());
    }

    @Test
    void measuresEachLayerInTheOrderOfATrainingStep() {
        Command bench = Command.run("bench", model, "--seconds", "0.01", "--batch", 3, "--json");
        assertEquals(0, bench.exit(), bench::err);
        JsonObject report = JsonParser.parseString(bench.out()).getAsJsonObject();
        List<String> rows = new ArrayList<>();
        double shares = 0;
        for (JsonElement each : report.getAsJsonArray("layers")) {
            JsonObject row = each.getAsJsonObject();
            rows.add(row.get("direction").getAsString() + " " + row.get("layer").getAsString());
            shares += row.get("share").getAsDouble();
            assertTrue(row.get("seconds").getAsDouble() > 0);
            assertTrue(row.get("bytes").getAsLong() > 0, row::toString);
            double limit = row.get("limitSeconds").getAsDouble();
            assertTrue(limit > 0, row::toString);
            assertEquals(
                    limit / row.get("seconds").getAsDouble(), row.get("reached").getAsDouble(), 1e-6, row::toString);
        }
        assertEquals(
                List.of(
                        "forward x",
                        "forward conv1",
                        "forward maxpool1",
                        "forward fc1",
                        "forward loss",
                        "backward loss",
                        "backward fc1",
                        "backward maxpool1",
                        "backward conv1",
                        "update (all)"),
                rows);
        assertEquals(1, shares, 1e-9);
        assertTrue(report.getAsJsonObject("machine").get("flops").getAsDouble() > 1e8);
        JsonArray levels = report.getAsJsonObject("machine").getAsJsonArray("levels");
        assertTrue(levels.size() > 1, report::toString);
        for (JsonElement level : levels) {
            assertTrue(level.getAsJsonObject().get("bytesPerSecond").getAsDouble() > 1e6, report::toString);
        }
    }

    @Test
    void measuresModelsOfEveryKindForBothTargets() throws IOException {
        for (String text : List.of(
                "model G { input input: sequence[5, 2]  gru(3)  last  fc(1)  loss mse }",
                "model T { input batch: vector[4]  fc(3)  tanh }")) {
            Path file = Files.writeString(folder.resolve("k.lamina"), text);
            for (String target : List.of("vector", "scalar")) {
                Command bench = Command.run("bench", file, "--seconds", "0.005", "--batch", 2, "--target", target);
                assertEquals(0, bench.exit(), bench::err);
                assertTrue(bench.out().contains("\n  fc1 "), bench::out);
            }
        }
    }

    @Test
    void measuresAModelWithoutParameters() throws IOException {
        Files.writeString(model, "model M {\n    input x: vector[3]\n    relu\n    loss mse\n}\n");
        Command bench = Command.run("bench", model, "--seconds", "0.01");
        assertEquals(0, bench.exit(), bench::err);
        assertTrue(bench.out().contains("(all)"), bench::out);
    }

    @Test
    void agreesWithDifferencesOfTheLoss() {
        Command check = Command.run("gradcheck", model);
        assertEquals(0, check.exit(), () -> check.out() + check.err());
        assertTrue(check.out().contains("conv1.weight"), check::out);
        assertTrue(check.out().contains("\n  x "), check::out);
    }

    /** In floats the loss itself is too coarse for an element of fc1.bias, whose relu has a kink nearby. */
    @Test
    void agreesWhereADifferenceOfFloatsWouldNot() throws IOException {
        Path lenet = Files.writeString(
                folder.resolve("l.lamina"),
                "model L { input image: image[1, 28, 28]  conv(6, kernel = 5, padding = 2)  relu  maxpool(2)"
                        + "  conv(16, kernel = 5)  relu  maxpool(2)  flatten  fc(120)  relu  fc(84)  relu  fc(10)"
                        + "  loss cross_entropy(smoothing = 0.1) }");
        Command check = Command.run("gradcheck", lenet);
        assertEquals(0, check.exit(), () -> check.out() + check.err());
    }

    @Test
    void refusesMoreSamplesThanAWorkspaceHolds() {
        Command check = Command.run("gradcheck", model, "--batch", 500_000_000);
        assertEquals(1, check.exit());
        assertTrue(check.err().startsWith("error: a capacity of 500000000 needs a workspace of "), check::err);
    }
}
