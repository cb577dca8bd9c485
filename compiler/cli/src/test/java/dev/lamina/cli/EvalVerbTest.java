package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code eval} measures and how it says it. */
class EvalVerbTest {

    @TempDir
    private Path folder;

    @Test
    void countsNothingAsRightWhereOutputsAreNotNumbers() throws IOException {
        Path model = model("fc(3, bias = false) fc(4, bias = false) loss cross_entropy");
        Path data = Files.writeString(folder.resolve("data.csv"), "2e29,5e29,0\n3e29,4e29,1\n0,0,0\n");
        Path weights = folder.resolve("w.safetensors");
        float[] outer = new float[12];
        for (int i = 0; i < outer.length; i += 3) {
            outer[i] = 1;
            outer[i + 1] = -1;
        }
        float[] inner = new float[6];
        Arrays.fill(inner, 2e30f);
        Safetensors.write(
                weights,
                List.of(
                        Tensor.ofFloats("fc1.weight", new int[] {3, 2}, inner),
                        Tensor.ofFloats("fc2.weight", new int[] {4, 3}, outer)));
        Command eval = Command.run("eval", model, "--data", data, "--weights", weights);
        assertEquals(1, eval.exit(), eval::out);
        assertTrue(eval.out().contains("accuracy: 33.33 % (1)\n"), eval::out);
        assertEquals(
                "error: " + weights + ": the loss is not a number: so are outputs for 2 of 3 samples\n", eval.err());
        JsonObject json = json(Command.run("eval", model, "--data", data, "--weights", weights, "--json"));
        assertTrue(json.get("loss").isJsonNull(), json::toString);
        assertEquals(1, json.get("correct").getAsInt());
    }

    @Test
    void tellsTheErrorOfEachNumberOfATarget() throws IOException {
        Path model = model("fc(2) loss mse");
        Path data = Files.writeString(
                folder.resolve("data.csv"), "a,b,price,age\n1,2,1000,1\n3,1,2000,3\n2,2,1500,2\n0,1,500,1\n");
        Path weights = folder.resolve("w.safetensors");
        Command train = Command.run(
                "train",
                model,
                "--data",
                data,
                "--weights-out",
                weights,
                "--standardise",
                "--test-fraction",
                "0.25",
                "--epochs",
                "3");
        String errors = "root mean squared errors in units of the target: price ";
        assertTrue(train.out().contains(errors), () -> train.out() + train.err());
        Command eval = Command.run("eval", model, "--data", data, "--weights", weights);
        assertTrue(eval.out().contains(errors) && eval.out().contains(", age "), eval::out);
        JsonObject json = json(Command.run("eval", model, "--data", data, "--weights", weights, "--json"));
        assertEquals(2, json.getAsJsonArray("rootMeanSquaredErrors").size());
        assertTrue(json.get("correct").isJsonNull() && json.get("confusion").isJsonNull(), json::toString);
    }

    private static JsonObject json(Command command) {
        return JsonParser.parseString(command.out()).getAsJsonObject();
    }

    private Path model(String layers) throws IOException {
        return Files.writeString(folder.resolve("m.lamina"), "model M { input x: vector[2] " + layers + " }");
    }
}
