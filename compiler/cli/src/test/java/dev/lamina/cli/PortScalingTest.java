package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scaling of several inputs and targets: learnt by {@code train}, kept by the weights, and applied by all that use them. */
class PortScalingTest {

    private static final String MODEL = """
            model Flat {
                input rooms: vector[2]
                input area: vector[1]
                fc(8)
                a: tanh
                from rooms
                fc(8)
                tanh
                add(a)
                trunk: tanh
                output price: fc(1)
                from trunk
                output sold: fc(2)
                loss mse(price)
                loss cross_entropy(sold)
                train { optimizer adam(rate = 0.02) batch 16 epochs 20 seed 3 }
            }
            """;

    private static final int ROWS = 96;

    @TempDir
    private Path folder;

    private Path model = Path.of("");
    private Path weights = Path.of("");
    private final List<String> rows = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        model = Files.writeString(folder.resolve("flat.lamina"), MODEL);
        weights = folder.resolve("w.safetensors");
        Random random = new Random(1);
        for (int i = 0; i < ROWS; i++) {
            int rooms = 1 + random.nextInt(6);
            int baths = 1 + random.nextInt(3);
            int area = 30 * rooms + random.nextInt(60);
            int price = 3000 * area + 20_000 * baths;
            rows.add(area + "," + rooms + "," + baths + "," + price + "," + (area > 120 ? 1 : 0));
        }
    }

    private Path table(String name, List<String> lines) throws IOException {
        List<String> all = new ArrayList<>(List.of("area,rooms.0,rooms.1,target.price,labels.sold"));
        all.addAll(lines);
        return Files.write(folder.resolve(name), all);
    }

    private Path table() throws IOException {
        return table("flats.csv", rows);
    }

    private Command train(Object... more) throws IOException {
        List<Object> all = new ArrayList<>(List.of("train", model, "--data", table(), "--weights-out", weights));
        Collections.addAll(all, more);
        return Command.run(all.toArray());
    }

    @Test
    void whatTrainLearnsEvalPredictAndRunApplyByTheWeightsAlone() throws IOException {
        Path log = folder.resolve("log.jsonl");
        Command train = train("--standardise", "--scale", "area=64", "--test-data", table(), "--log", log);
        assertEquals(0, train.exit(), train::err);
        assertTrue(
                train.out()
                        .contains("\ninput rooms: standardised, 2 features\ninput area: divided by 64"
                                + "\ntarget price: standardised, 1 feature\n"),
                train::out);
        Command eval = Command.run("eval", model, "--data", table(), "--weights", weights);
        assertEquals(0, eval.exit(), eval::err);
        List<String> epochs = Files.readAllLines(log);
        JsonObject last = JsonParser.parseString(epochs.get(epochs.size() - 1)).getAsJsonObject();
        assertTrue(
                eval.out()
                        .matches("(?s).*price: loss 0\\.0\\d+ \\(scaled\\); root mean squared error: [\\d.]+ in units"
                                + " of the target\nsold: accuracy .*"),
                eval::out);
        Command json = Command.run("eval", model, "--data", table(), "--weights", weights, "--json");
        JsonObject report = JsonParser.parseString(json.out()).getAsJsonObject();
        assertEquals(last.get("testLoss").getAsDouble(), report.get("loss").getAsDouble(), 1e-6);
        assertPredictions(report.getAsJsonObject("outputs").getAsJsonObject("price"));
    }

    /** The prices that {@code predict} and {@code run} give have the error that {@code eval} tells, in the units of the table. */
    private void assertPredictions(JsonObject price) throws IOException {
        Command predict = Command.run("predict", model, "--data", table(), "--weights", weights);
        assertEquals(0, predict.exit(), predict::err);
        List<String> lines = predict.out().lines().toList();
        float[] area = new float[ROWS];
        float[] rooms = new float[2 * ROWS];
        double squares = 0;
        for (int i = 0; i < ROWS; i++) {
            String[] cells = rows.get(i).split(",");
            area[i] = Float.parseFloat(cells[0]);
            rooms[2 * i] = Float.parseFloat(cells[1]);
            rooms[2 * i + 1] = Float.parseFloat(cells[2]);
            double error = Float.parseFloat(lines.get(i + 1).split(",")[0]) - Float.parseFloat(cells[3]);
            squares += error * error;
        }
        double rootMeanSquared = price.get("rootMeanSquaredError").getAsDouble();
        assertEquals(rootMeanSquared, Math.sqrt(squares / ROWS), 1e-3 * rootMeanSquared);
        assertTrue(rootMeanSquared > 1 && rootMeanSquared < 100_000, () -> "" + rootMeanSquared);
        Path in = folder.resolve("x.safetensors");
        Safetensors.write(
                in,
                List.of(
                        Tensor.ofFloats("rooms", new int[] {ROWS, 2}, rooms),
                        Tensor.ofFloats("area", new int[] {ROWS, 1}, area)));
        Path out = folder.resolve("y.safetensors");
        Command run = Command.run("run", model, "--in", in, "--weights", weights, "--predict", "--out", out);
        assertEquals(0, run.exit(), run::err);
        float[] prices = tensor(Safetensors.read(out), "price").floats();
        for (int i = 0; i < ROWS; i++) {
            assertEquals(prices[i], Float.parseFloat(lines.get(i + 1).split(",")[0]));
        }
    }

    private static Tensor tensor(Map<String, Tensor> all, String name) {
        return Objects.requireNonNull(all.get(name), name);
    }

    /** Division by powers of two is exact, so that not even a bit differs. */
    @Test
    void dividedInputsGiveTheWeightsOfInputsThatAreDividedInTheFile() throws IOException {
        assertEquals(0, train("--scale", "4,area=64", "--epochs", 2).exit());
        Map<String, Tensor> scaled = Safetensors.read(weights);
        assertArrayEquals(new float[] {64}, tensor(scaled, "input.area.divisor").floats());
        assertArrayEquals(new float[] {4}, tensor(scaled, "input.rooms.divisor").floats());
        rows.replaceAll(row -> {
            String[] cells = row.split(",");
            return Integer.parseInt(cells[0]) / 64.0 + "," + Integer.parseInt(cells[1]) / 4.0 + ","
                    + Integer.parseInt(cells[2]) / 4.0 + "," + cells[3] + "," + cells[4];
        });
        assertEquals(0, train("--epochs", 2).exit());
        Map<String, Tensor> plain = Safetensors.read(weights);
        assertEquals(plain.size() + 4, scaled.size());
        plain.forEach((name, tensor) ->
                assertArrayEquals(tensor.floats(), tensor(scaled, name).floats(), name));
    }

    @Test
    void aResumedRunGoesOnWithTheScalingOfItsState() throws IOException {
        assertEquals(0, train("--standardise", "--epochs", 4).exit());
        Map<String, Tensor> whole = Safetensors.read(weights);
        Path state = folder.resolve("s.safetensors");
        assertEquals(0, train("--standardise", "--epochs", 2, "--state", state).exit());
        Command rest = train("--epochs", 4, "--resume", state);
        assertEquals(0, rest.exit(), rest::err);
        Map<String, Tensor> resumed = Safetensors.read(weights);
        assertEquals(whole.keySet(), resumed.keySet());
        whole.forEach((name, tensor) ->
                assertArrayEquals(tensor.floats(), tensor(resumed, name).floats(), name));
    }

    @Test
    void cellsWithoutAValueGetTheMeanOfTheirColumn() throws IOException {
        assertEquals(0, train("--standardise", "--epochs", 2).exit());
        float mean = tensor(Safetensors.read(weights), "input.rooms.offset").floats()[1];
        Path gap = table("gap.csv", List.of("100,3,,0,0"));
        Command filled = Command.run("predict", model, "--data", gap, "--weights", weights, "--missing", "mean");
        assertEquals(0, filled.exit(), filled::err);
        Path whole = table("whole.csv", List.of("100,3," + mean + ",0,0"));
        assertEquals(
                Command.run("predict", model, "--data", whole, "--weights", weights)
                        .out(),
                filled.out());
        Command eval = Command.run("eval", model, "--data", gap, "--weights", weights, "--missing", "mean");
        assertEquals(
                Command.run("eval", model, "--data", whole, "--weights", weights)
                        .out(),
                eval.out());

        rows.set(5, ",3,2,1000,0");
        Command train = train("--standardise", "--scale", "area=64", "--missing", "mean", "--epochs", 1);
        assertEquals(1, train.exit(), train::out);
        assertTrue(train.err().contains("flats.csv: input area: --missing mean needs the means"), train::err);
        Command learnt = train("--standardise", "--missing", "mean", "--epochs", 1);
        assertEquals(0, learnt.exit(), learnt::err);
        rows.set(5, "200,3,2,1000,0");
        assertEquals(
                0, train("--scale", "area=64", "--standardise", "--epochs", 1).exit());
        Path lacking = table("gap.csv", List.of(",3,2,0,0"));
        Command predict = Command.run("predict", model, "--data", lacking, "--weights", weights, "--missing", "mean");
        assertEquals(1, predict.exit(), predict::out);
        assertTrue(predict.err().contains("gap.csv:2:1: --missing mean needs the means"), predict::err);
    }

    @Test
    void whatDoesNotFitIsSaid() throws IOException {
        Command unknown = train("--scale", "are=64");
        assertTrue(
                unknown.err().contains("--scale: Flat has no input of numbers \"are\"; it has rooms, area"),
                unknown::err);
        assertEquals(2, train("--scale", "64", "--standardise").exit());
        assertEquals(2, train("--scale", "area=64,area=2").exit());
        assertEquals(2, train("--scale", "area=0").exit());
        Command warned = train("--epochs", 1);
        assertTrue(warned.err().contains("warning: the input area of Flat is not scaled"), warned::err);
        assertTrue(warned.err().contains("warning: the target price of Flat is not scaled"), warned::err);
        assertEquals(0, train("--scale", "area=64", "--epochs", 1).exit());
        Command other = Command.run("eval", model, "--data", table(), "--weights", weights, "--scale", "area=32");
        assertTrue(
                other.err()
                        .contains("--scale is 32, but the weights were trained on an input area that is divided by 64"),
                other::err);
        Command later = train("--weights", weights, "--standardise=target");
        assertTrue(
                later.err()
                        .contains(
                                "--standardise, but the weights were trained on the target price, which is not scaled"),
                later::err);
    }
}
