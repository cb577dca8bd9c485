package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A strict reader reads what every verb prints as JSON, also where numbers are not finite. */
class JsonOutputsTest {

    @TempDir
    private Path folder;

    private Path model;
    private Path weights;

    @BeforeEach
    void modelWhoseScoresAreNotFinite() throws IOException {
        model = Files.writeString(
                folder.resolve("m.lamina"),
                "model M { input x: vector[2] fc(3, bias = false) fc(2, bias = false) loss cross_entropy }");
        weights = folder.resolve("w.safetensors");
        Safetensors.write(
                weights,
                List.of(
                        Tensor.ofFloats("fc1.weight", new int[] {3, 2}, new float[] {2e38f, 2e38f, 1, 1, 1, 1}),
                        Tensor.ofFloats("fc2.weight", new int[] {2, 3}, new float[] {1e38f, 1, 1, -1e38f, 1, 1})));
    }

    @Test
    void outputsOfAllVerbsAreStrictJson() {
        for (List<Object> words : List.<List<Object>>of(
                List.of("check", "--json", model),
                List.of("summary", "--json", model),
                List.of("diff", "--json", model, model),
                List.of("weights", "inspect", weights, "--json"),
                List.of("gradcheck", model, "--json"),
                List.of("gradcheck", model, "--weights", weights, "--json"),
                List.of("bench", model, "--seconds", "0.01", "--batch", 2, "--json"))) {
            Command command = Command.run(words.toArray());
            assertTrue(!command.out().isEmpty(), () -> words + command.err());
            StrictJson.of(command.out());
        }
    }

    @Test
    void aRowWithoutANumberAsItsAnswerIsLeftOutOrEndsThePredictions() {
        String rows = "0,0\n3,3\n0,0\n";
        Command stopped = Command.runWith(rows, Map.of(), "predict", model, "--weights", weights, "--format", "jsonl");
        assertEquals(1, stopped.exit(), stopped::out);
        assertEquals(1, stopped.out().lines().count(), stopped::out);
        assertTrue(
                stopped.err().startsWith("error: <stdin>: the network gives numbers that are not finite for row 2 "),
                stopped::err);
        Command skipped = Command.runWith(
                rows, Map.of(), "predict", model, "--weights", weights, "--format", "jsonl", "--on-error", "skip");
        assertEquals(0, skipped.exit(), skipped::err);
        assertTrue(skipped.err().startsWith("note: 1 row left out:\n"), skipped::err);
        assertEquals(2, skipped.out().lines().count(), skipped::out);
        skipped.out()
                .lines()
                .map(StrictJson::object)
                .forEach(each -> assertEquals(
                        0.5, each.getAsJsonObject("probabilities").get("0").getAsDouble()));
    }

    @Test
    void aScoreThatIsNoNumberIsNullWithAReason() throws IOException {
        Path data = Files.writeString(folder.resolve("d.csv"), "3,3,0\n4,4,1\n0,0,1\n");
        Command eval = Command.run("eval", model, "--data", data, "--weights", weights, "--json");
        assertEquals(1, eval.exit());
        JsonObject json = StrictJson.object(eval.out());
        assertTrue(json.get("loss").isJsonNull(), eval::out);
        assertEquals(2, json.get("unclear").getAsInt());
        assertEquals(
                "the loss is not a number, as are outputs for 2 of 3",
                json.get("problem").getAsString());
        assertTrue(json.get("accuracy").getAsDouble() <= 1 / 3.0, eval::out);
    }
}
