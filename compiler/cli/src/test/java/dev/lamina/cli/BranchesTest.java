package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command shows of models that branch. The expected texts are files; -Dgoldens=update rewrites them. */
class BranchesTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "branches");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"residual", "ports"})
    void summaryShowsFramesAndTheValuesThatLayersTake(String name) throws IOException {
        golden(name, "summary.txt", summary(name));
        golden(name, "unfolded.txt", summary(name, "--unfold"));
    }

    private static String summary(String name, String... options) {
        List<Object> arguments = new ArrayList<>(List.of("summary", model(name)));
        arguments.addAll(List.of(options));
        Command summary = Command.run(arguments.toArray());
        assertEquals(0, summary.exit(), summary::err);
        return summary.out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"residual", "ports"})
    void graphvizDrawsFramesAsClusters(String name) throws IOException {
        Path file = folder.resolve("m.dot");
        assertEquals(0, Command.run("graph", model(name), "-o", file).exit());
        golden(name, "graph.dot", Files.readString(file));
    }

    @Test
    void theSummaryAsDataHasEveryBodyWithItsFramesAndValues() {
        JsonObject summary = json("summary", "--json", model("residual")).get(0).getAsJsonObject();
        JsonArray rows = summary.getAsJsonArray("rows");
        assertEquals(2 + 3 * 5 + 6 + 2 * 5 + 2, rows.size());
        JsonObject sum = row(rows, "stage1.1.residual1");
        assertEquals("[\"stage1.1.conv2\",\"stage1.0.relu2\"]", sum.get("takes").toString());
        assertEquals(
                "conv(4, kernel = 3, padding = 1, bias = false)",
                row(rows, "stage1.1.conv1").get("layer").getAsString());
        JsonArray frames = row(rows, "stage1.1.conv1").getAsJsonArray("frames");
        assertEquals(4, frames.size());
        assertEquals("stage1.1", frames.get(1).getAsJsonObject().get("path").getAsString());
        assertEquals("Basic(4)", frames.get(3).getAsJsonObject().get("title").getAsString());
        JsonObject ports = json("summary", "--json", model("ports")).get(0).getAsJsonObject();
        assertEquals(2, ports.getAsJsonArray("inputs").size());
        JsonObject scores = ports.getAsJsonArray("outputs").get(1).getAsJsonObject();
        assertEquals("cross_entropy(scores)", scores.get("loss").getAsString());
    }

    private static JsonObject row(JsonArray rows, String label) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).getAsJsonObject().get("label").getAsString().equals(label)) {
                return rows.get(i).getAsJsonObject();
            }
        }
        return fail("no row " + label);
    }

    private static JsonArray json(Object... arguments) {
        return JsonParser.parseString(Command.run(arguments).out()).getAsJsonArray();
    }

    @ParameterizedTest
    @CsvSource({"residual, 1", "ports, 2"})
    void gradcheckChecksEveryParameterAndEveryInput(String name, int inputs) {
        Command check = Command.run("gradcheck", model(name), "--elements", 6, "--json");
        assertEquals(0, check.exit(), check::out);
        JsonArray findings = JsonParser.parseString(check.out()).getAsJsonArray();
        Command weights = Command.run("summary", "--json", model(name));
        int tensors = 0;
        for (var row : JsonParser.parseString(weights.out())
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("rows")) {
            tensors += row.getAsJsonObject().getAsJsonArray("tensors").size();
        }
        assertEquals(tensors + inputs, findings.size());
    }

    @Test
    void benchTimesEveryLayerOfSeveralInputsAndOutputs() {
        Command bench = Command.run("bench", model("ports"), "--seconds", "0.01", "--batch", 2, "--json");
        assertEquals(0, bench.exit(), bench::err);
        String layers = JsonParser.parseString(bench.out())
                .getAsJsonObject()
                .get("layers")
                .toString();
        for (String layer : new String[] {"age", "image", "boxes", "tanh1", "side", "scores", "loss.boxes"}) {
            assertTrue(layers.contains("\"" + layer + "\""), layers);
        }
        Command named = Command.run("bench", model("residual"), "--seconds", "0.01", "--batch", 2, "--json");
        assertTrue(named.out().contains("\"stage1.2.conv2\""), named::out);
    }

    @Test
    void diffShowsAMovedBranchAndKeepsRenumberedLayersTogether() throws IOException {
        String text = Files.readString(model("ports"));
        Path moved = Files.writeString(folder.resolve("moved.lamina"), text.replace("from trunk", "from image"));
        Command diff = Command.run("diff", model("ports"), moved);
        assertEquals(1, diff.exit(), diff::err);
        assertTrue(diff.out().matches("(?s).*\n +- +conv2 +conv\\(2, kernel = 1\\) +from trunk .*"), diff::out);
        assertTrue(diff.out().matches("(?s).*\n +\\+ +conv2 +conv\\(2, kernel = 1\\) +from image .*"), diff::out);

        String residual = Files.readString(model("residual"));
        Path shorter = Files.writeString(
                folder.resolve("shorter.lamina"), residual.replace("    relu\n    stage1", "    stage1"));
        Command fewer = Command.run("diff", model("residual"), shorter);
        assertTrue(fewer.out().matches("(?s).*\n +- +relu1 .*"), fewer::out);
        assertTrue(fewer.out().contains(" equal lines, with other numbers in labels"), fewer::out);
        assertFalse(fewer.out().contains("+  relu"), fewer::out);
        assertEquals(
                0, Command.run("diff", model("residual"), model("residual")).exit());
    }

    @Test
    void diffLeavesOutTheEqualLayersOfADeepNetwork() throws IOException {
        String text = "model M { input x: vector[4]  repeat 40 { fc(4)  relu }  tanh  repeat 40 { fc(4)  relu } }";
        Path before = Files.writeString(folder.resolve("before.lamina"), text);
        Path after = Files.writeString(folder.resolve("after.lamina"), text.replace("tanh", "gelu  fc(4)"));
        Command diff = Command.run("diff", before, after);
        assertTrue(diff.out().matches("(?s).*\n +\\.\\.\\. +78 equal lines\n.*"), diff::out);
        assertTrue(diff.out().matches("(?s).*\n +relu40 .*\n +- +tanh1 .*\n +\\+ +gelu1 .*"), diff::out);
        assertTrue(diff.out().matches("(?s).*\n +~ +fc42 -> fc43 .*"), diff::out);
        assertTrue(
                diff.out().matches("(?s).*\n +\\.\\.\\. +7\\d equal lines, with other numbers in labels\n.*"),
                diff::out);
        assertTrue(diff.out().lines().count() < 20, diff::out);
        assertTrue(Command.run("diff", "--json", before, after).out().contains("relu17"), "JSON has all");
    }

    @Test
    void diffShowsAnotherWeightOfALoss() throws IOException {
        Path other = Files.writeString(
                folder.resolve("other.lamina"), Files.readString(model("ports")).replace("weight = 0.5", "weight = 2"));
        Command diff = Command.run("diff", model("ports"), other);
        assertEquals(1, diff.exit());
        assertTrue(diff.out().contains("-  loss of boxes  mse(boxes, weight = 0.5)"), diff::out);
        assertTrue(diff.out().contains("+  loss of boxes  mse(boxes, weight = 2)"), diff::out);
    }

    private static Path model(String name) {
        return FOLDER.resolve(name).resolve("model.lamina");
    }

    private static void golden(String name, String file, String actual) throws IOException {
        Path golden = FOLDER.resolve(name).resolve(file);
        String expected = Files.exists(golden) ? Files.readString(golden) : "";
        if (!expected.equals(actual) && "update".equals(System.getProperty("goldens"))) {
            Files.writeString(golden, actual);
            fail("rewrote " + golden);
        }
        assertEquals(expected, actual, () -> golden + " differs; -Dgoldens=update rewrites it");
    }
}
