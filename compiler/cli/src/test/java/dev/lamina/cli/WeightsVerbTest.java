package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.lamina.runtime.ElementType;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lamina weights}. */
class WeightsVerbTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeTwoTensors() {
        file = folder.resolve("w.safetensors");
        Safetensors.write(
                file,
                List.of(
                        Tensor.ofFloats("0.weight", new int[] {2, 2}, new float[] {1, -2, 3, 4}),
                        Tensor.ofLongs("steps", new int[] {1}, new long[] {7})));
    }

    @Test
    void showsShapesAndFigures() {
        Command inspect = Command.run("weights", "inspect", file);
        assertEquals(0, inspect.exit(), inspect::err);
        assertTrue(inspect.out().contains("0.weight  F32   [2, 2]         4  -2.000"), inspect::out);
    }

    @Test
    void tensorsAndNotesAreJson() {
        Safetensors.write(
                file, Map.of("model", "M"), List.of(Tensor.ofFloats("w", new int[] {1, 2}, new float[] {1, 4})));
        Command inspect = Command.run("weights", "inspect", file, "--json");
        assertEquals(0, inspect.exit(), inspect::err);
        JsonObject json = StrictJson.object(inspect.out());
        assertEquals("M", json.getAsJsonObject("notes").get("model").getAsString());
        JsonObject tensor = json.getAsJsonArray("tensors").get(0).getAsJsonObject();
        assertEquals("w", tensor.get("tensor").getAsString());
        assertEquals(2.5, tensor.getAsJsonObject("figures").get("mean").getAsDouble());
    }

    @Test
    void showsTheNotesOfAFile() {
        Path noted = folder.resolve("noted.safetensors");
        Safetensors.write(
                noted,
                Map.of("model", "Trees", "lamina.labels", "elm\nash, common"),
                List.of(Tensor.ofFloats("w", new int[] {1}, new float[] {1})));
        Command inspect = Command.run("weights", "inspect", noted);
        assertTrue(
                inspect.out().endsWith("\nnotes:\n  lamina.labels: elm, \"ash, common\"\n  model: Trees\n"),
                inspect::out);
    }

    @Test
    void renamesAndChangesTheType() {
        Path other = folder.resolve("other").resolve("v.safetensors");
        Command convert = Command.run("weights", "convert", file, "--rename", "0.=fc1.", "--type", "f64", "-o", other);
        assertEquals(0, convert.exit(), convert::err);
        Map<String, Tensor> tensors = Safetensors.read(other);
        assertEquals(ElementType.F64, find(tensors, "fc1.weight").type());
        assertArrayEquals(
                new double[] {1, -2, 3, 4}, find(tensors, "fc1.weight").doubles());
        assertArrayEquals(new long[] {7}, find(tensors, "steps").longs());
    }

    @Test
    void refusesNamesThatCollide() {
        Command convert = Command.run(
                "weights", "convert", file, "--rename", "0.weight=steps", "-o", folder.resolve("v.safetensors"));
        assertEquals(1, convert.exit());
        assertEquals("error: --rename would give two tensors the same name\n", convert.err());
        assertFalse(Files.exists(folder.resolve("v.safetensors")));
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.safetensors"), "nothing of the kind");
        Command inspect = Command.run("weights", "inspect", broken);
        assertEquals(1, inspect.exit());
        assertTrue(inspect.err().startsWith("error: " + broken + ": "), inspect::err);
        Command missing = Command.run("weights", "inspect", folder.resolve("missing"));
        assertEquals(1, missing.exit());
        assertFalse(missing.err().contains("\tat "), missing::err);
    }

    private static Tensor find(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }
}
