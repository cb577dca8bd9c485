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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lamina run}, {@code train} and {@code eval} of models with several inputs and outputs. */
class PortsTest {

    /** The sum of both inputs decides the class; the target is twice the second input. */
    private static final String MODEL = """
            model Both {
                input left: vector[3]
                input extra: vector[1]
                from left
                a: fc(8)
                from extra
                fc(8)
                add(a)
                tanh
                trunk: fc(8)
                tanh
                output boxes: fc(2)
                from trunk
                output scores: fc(2)
                loss mse(boxes, weight = 0.5)
                loss cross_entropy(scores)
                train { optimizer adam(rate = 0.02) batch 16 epochs 60 seed 3 }
            }
            """;

    private static final int SAMPLES = 120;

    @TempDir
    private Path folder;

    private Path model = Path.of("");
    private Path weights = Path.of("");
    private final float[] left = new float[3 * SAMPLES];
    private final float[] extra = new float[SAMPLES];
    private final float[] boxes = new float[2 * SAMPLES];
    private final long[] scores = new long[SAMPLES];

    @BeforeEach
    void write() throws IOException {
        model = Files.writeString(folder.resolve("both.lamina"), MODEL);
        weights = folder.resolve("w.safetensors");
        Random random = new Random(1);
        for (int i = 0; i < SAMPLES; i++) {
            float sum = 0;
            for (int k = 0; k < 3; k++) {
                left[3 * i + k] = (float) random.nextGaussian();
                sum += left[3 * i + k];
            }
            extra[i] = (float) random.nextGaussian();
            boxes[2 * i] = 0.5f * extra[i];
            boxes[2 * i + 1] = -0.5f * left[3 * i];
            scores[i] = sum + extra[i] > 0 ? 1 : 0;
        }
    }

    private Path tensors() {
        Path file = folder.resolve("data.safetensors");
        Safetensors.write(
                file,
                List.of(
                        Tensor.ofFloats("left", new int[] {SAMPLES, 3}, left),
                        Tensor.ofFloats("extra", new int[] {SAMPLES, 1}, extra),
                        Tensor.ofFloats("target.boxes", new int[] {SAMPLES, 2}, boxes),
                        Tensor.ofLongs("labels.scores", new int[] {SAMPLES}, scores)));
        return file;
    }

    /** The same samples, with columns in another order and one that nobody needs. */
    private Path table() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("labels.scores,extra,note,left.2,left.0,left.1,target.boxes.0,target.boxes.1");
        for (int i = 0; i < SAMPLES; i++) {
            lines.add(scores[i] + "," + extra[i] + ",7," + left[3 * i + 2] + "," + left[3 * i] + "," + left[3 * i + 1]
                    + "," + boxes[2 * i] + "," + boxes[2 * i + 1]);
        }
        return Files.write(folder.resolve("data.csv"), lines);
    }

    @Test
    void trainLearnsAllOutputsAndReportsEach() throws IOException {
        Path log = folder.resolve("log.jsonl");
        Command train = Command.run("train", model, "--data", tensors(), "--weights-out", weights, "--log", log);
        assertEquals(0, train.exit(), train::err);
        List<String> lines = Files.readAllLines(log);
        assertEquals(60, lines.size());
        JsonObject first = JsonParser.parseString(lines.get(0)).getAsJsonObject();
        JsonObject last = JsonParser.parseString(lines.get(59)).getAsJsonObject();
        assertTrue(number(last, "loss") < 0.3 * number(first, "loss"), lines.get(59));
        JsonObject outputs = last.getAsJsonObject("outputs");
        assertTrue(number(outputs.getAsJsonObject("scores"), "accuracy") > 0.9, lines.get(59));
        assertTrue(number(outputs.getAsJsonObject("scores"), "testAccuracy") > 0.8, lines.get(59));
        assertTrue(number(outputs.getAsJsonObject("boxes"), "testRootMeanSquaredError") < 0.3, lines.get(59));
        assertEquals(
                number(last, "testLoss"),
                0.5 * number(outputs.getAsJsonObject("boxes"), "testLoss")
                        + number(outputs.getAsJsonObject("scores"), "testLoss"),
                1e-9);
        assertTrue(
                train.out().matches("(?s).*epoch  1/60  loss \\d\\.\\d{4}  scores +\\d+\\.\\d\\d %  test .*"),
                train::out);
    }

    private static double number(JsonObject of, String name) {
        return of.get(name).getAsDouble();
    }

    @Test
    void tablesAndTensorsOfTheSameSamplesGiveTheSameWeights() throws IOException {
        assertEquals(
                0,
                Command.run("train", model, "--data", tensors(), "--epochs", 3, "--weights-out", weights)
                        .exit());
        Path others = folder.resolve("o.safetensors");
        Command train = Command.run("train", model, "--data", table(), "--epochs", 3, "--weights-out", others);
        assertEquals(0, train.exit(), train::err);
        assertSame(Safetensors.read(weights), Safetensors.read(others));
    }

    @Test
    void aResumedRunGivesTheBitsOfOneRun() throws IOException {
        Path data = tensors();
        assertEquals(
                0,
                Command.run("train", model, "--data", data, "--epochs", 4, "--weights-out", weights)
                        .exit());
        Path state = folder.resolve("s.safetensors");
        Path others = folder.resolve("o.safetensors");
        Command half =
                Command.run("train", model, "--data", data, "--epochs", 2, "--state", state, "--weights-out", others);
        assertEquals(0, half.exit(), half::err);
        Command rest =
                Command.run("train", model, "--data", data, "--epochs", 4, "--resume", state, "--weights-out", others);
        assertEquals(0, rest.exit(), rest::err);
        assertSame(Safetensors.read(weights), Safetensors.read(others));
    }

    @Test
    void evalTellsTheLossThatRunComputesAndTheFiguresOfEachOutput() throws IOException {
        Path data = tensors();
        assertEquals(
                0,
                Command.run("train", model, "--data", data, "--epochs", 9, "--weights-out", weights)
                        .exit());
        Path out = folder.resolve("y.safetensors");
        Command run = Command.run("run", model, "--in", data, "--weights", weights, "--grad", "--out", out);
        assertEquals(0, run.exit(), run::err);
        Map<String, Tensor> results = Safetensors.read(out);
        assertArrayEquals(new int[] {SAMPLES, 2}, tensor(results, "boxes").shape());
        assertArrayEquals(new int[] {SAMPLES, 3}, tensor(results, "grad.left").shape());
        assertArrayEquals(new int[] {SAMPLES, 1}, tensor(results, "grad.extra").shape());
        Command eval = Command.run("eval", model, "--data", data, "--weights", weights, "--json");
        assertEquals(0, eval.exit(), eval::err);
        JsonObject report = JsonParser.parseString(eval.out()).getAsJsonObject();
        assertEquals(tensor(results, "loss").floats()[0], number(report, "loss"), 1e-5);
        float[] predicted = tensor(results, "scores").floats();
        int correct = 0;
        for (int i = 0; i < SAMPLES; i++) {
            correct += (predicted[2 * i + 1] > predicted[2 * i] ? 1 : 0) == scores[i] ? 1 : 0;
        }
        JsonObject outputs = report.getAsJsonObject("outputs");
        assertEquals(correct, outputs.getAsJsonObject("scores").get("correct").getAsInt());
        assertEquals(
                2,
                outputs.getAsJsonObject("boxes")
                        .getAsJsonArray("rootMeanSquaredErrors")
                        .size());
        Command text = Command.run("eval", model, "--data", data, "--weights", weights);
        assertTrue(text.out().contains("\nscores: accuracy "), text::out);
    }

    @Test
    void runPredictsFromTheInputsAloneAndTakesSteps() throws IOException {
        Path data = folder.resolve("x.safetensors");
        Safetensors.write(
                data,
                List.of(
                        Tensor.ofFloats("left", new int[] {SAMPLES, 3}, left),
                        Tensor.ofFloats("extra", new int[] {SAMPLES, 1}, extra)));
        Path out = folder.resolve("y.safetensors");
        Command run = Command.run("run", model, "--in", data, "--predict", "--out", out);
        assertEquals(0, run.exit(), run::err);
        assertEquals("[boxes, scores]", Safetensors.read(out).keySet().toString());
        Safetensors.write(
                data,
                List.of(
                        Tensor.ofFloats("left", new int[] {2, SAMPLES / 2, 3}, left),
                        Tensor.ofFloats("extra", new int[] {2, SAMPLES / 2, 1}, extra),
                        Tensor.ofFloats("target.boxes", new int[] {2, SAMPLES / 2, 2}, boxes),
                        Tensor.ofLongs("labels.scores", new int[] {2, SAMPLES / 2}, scores)));
        Command steps = Command.run("run", model, "--in", data, "--steps", 2, "--out", out);
        assertEquals(0, steps.exit(), steps::err);
        assertEquals(2, tensor(Safetensors.read(out), "losses").size());
    }

    @Test
    void benchMeasuresTheLayersOfAllBranches() {
        Command bench = Command.run("bench", model, "--seconds", 0.02, "--batch", 2);
        assertEquals(0, bench.exit(), bench::err);
        assertTrue(bench.out().contains("boxes") && bench.out().contains("scores"), bench::out);
    }

    @Test
    void missingAndWrongTensorsAreNamed() throws IOException {
        Path data = folder.resolve("x.safetensors");
        Safetensors.write(
                data,
                List.of(
                        Tensor.ofFloats("left", new int[] {SAMPLES, 3}, left),
                        Tensor.ofFloats("extra", new int[] {SAMPLES / 2, 2}, extra),
                        Tensor.ofFloats("target.boxes", new int[] {SAMPLES, 2}, boxes),
                        Tensor.ofFloats("boxes", new int[] {SAMPLES, 2}, boxes)));
        Command run = Command.run("run", model, "--in", data, "--out", folder.resolve("y.safetensors"));
        assertEquals(
                data + ":\n  - the tensor `extra` has the shape [60, 2], but Both needs [120, 1]\n"
                        + "  - the tensor `labels.scores` [120] is missing\n"
                        + "  - the tensor `boxes` is not needed here; needed: left, extra, target.boxes, labels.scores\n",
                run.err().replace("lamina: ", "").replace("error: ", ""));
        Command train = Command.run("train", model, "--data", data);
        assertTrue(
                train.err().contains("`extra` [60, 2] does not hold 1 numbers per sample, as Both needs"), train::err);
        scores[4] = 2;
        Command eval = Command.run("train", model, "--data", tensors());
        assertTrue(eval.err().contains("`labels.scores`[4]: the label 2 is outside 0 .. 1"), eval::err);
    }

    @Test
    void columnsThatAreMissingOrNoLabelsAreNamed() throws IOException {
        Path file = folder.resolve("bad.csv");
        Files.write(file, List.of("left.0,left.1,left.2,target.boxes.0,target.boxes.1,labels.scores", "1,2,3,4,5,0"));
        Command missing = Command.run("train", model, "--data", file);
        assertTrue(missing.err().contains("there is no column \"extra\""), missing::err);
        Files.write(
                file,
                List.of("extra,left.0,left.1,left.2,target.boxes.0,target.boxes.1,labels.scores", "0,1,2,3,4,5,0.5"));
        Command half = Command.run("train", model, "--data", file);
        assertTrue(half.err().contains("bad.csv:2:7: the label 0.5 is not a whole number"), half::err);
    }

    @Test
    void labelsOfOneOfSeveralOutputsMayBeWordsWhichTheWeightsKeep() throws IOException {
        List<String> lines =
                new ArrayList<>(List.of("extra,left.0,left.1,left.2,target.boxes.0,target.boxes.1,labels.scores"));
        for (int i = 0; i < SAMPLES; i++) {
            lines.add(extra[i] + "," + left[3 * i] + "," + left[3 * i + 1] + "," + left[3 * i + 2] + "," + boxes[2 * i]
                    + "," + boxes[2 * i + 1] + "," + (scores[i] == 1 ? "few" : "many"));
        }
        Path words = Files.write(folder.resolve("words.csv"), lines);
        Command train = Command.run("train", model, "--data", words, "--epochs", 30, "--weights-out", weights);
        assertEquals(0, train.exit(), train::err);
        assertTrue(train.out().matches("(?s).*\nscores:\n *class +samples .*\n *few .*\n *many .*"), train::out);
        Command predict = Command.run("predict", model, "--data", words, "--weights", weights);
        List<String> predicted = predict.out().lines().toList();
        assertEquals("boxes.0,boxes.1,scores,scores_p_few,scores_p_many", predicted.get(0));
        int right = 0;
        for (int i = 0; i < SAMPLES; i++) {
            right += predicted.get(i + 1).split(",")[2].equals(scores[i] == 1 ? "few" : "many") ? 1 : 0;
        }
        List<String> few = List.of(lines.get(0), lines.get(1 + first(0)), lines.get(1 + first(1)));
        Command eval = Command.run("eval", model, "--data", words, "--weights", weights, "--json");
        JsonObject report = JsonParser.parseString(eval.out()).getAsJsonObject().getAsJsonObject("outputs");
        assertEquals(right, report.getAsJsonObject("scores").get("correct").getAsInt());
        assertEquals(
                "[\"few\",\"many\"]",
                report.getAsJsonObject("scores").get("labels").toString());
        Path other = Files.write(folder.resolve("other.csv"), few);
        assertEquals(
                0,
                Command.run("eval", model, "--data", other, "--weights", weights)
                        .exit());
        Files.writeString(other, String.join("\n", few).replace("many", "several"));
        Command unknown = Command.run("eval", model, "--data", other, "--weights", weights);
        assertTrue(
                unknown.err().contains("the label \"several\" is none of those trained with: few, many"), unknown::err);
        assertEquals(
                0,
                Command.run("train", model, "--data", table(), "--epochs", 1, "--weights-out", weights)
                        .exit());
        Command numbers = Command.run("eval", model, "--data", words, "--weights", weights);
        assertTrue(
                numbers.err()
                        .contains(
                                "its labels of scores are words, few, many, but the network was trained with numbers"),
                numbers::err);
    }

    private int first(int score) {
        int at = 0;
        while (scores[at] != score) {
            at++;
        }
        return at;
    }

    @Test
    void whatSuchModelsCannotDoIsSaid() {
        Path data = tensors();
        assertEquals(
                0,
                Command.run("train", model, "--data", data, "--epochs", 1, "--weights-out", weights)
                        .exit());
        Command predict = Command.run("predict", model, "--weights", weights, "--data", data);
        assertEquals(1, predict.exit());
        assertTrue(
                predict.err()
                        .contains("rows of Both, which has several inputs or outputs, are CSV or lines of JSON;"
                                + " lamina run --predict takes tensors"),
                predict::err);
        Command sample = Command.run("sample", model, "--weights", weights);
        assertEquals(1, sample.exit());
    }

    /** The rows of the table, whose columns are in another order than the inputs. */
    @Test
    void predictFindsColumnsByTheNamesOfInputsAndGivesThoseOfOutputs() throws IOException {
        Map<String, Tensor> expected = trainedPredictions();
        Command predict = Command.run(
                "predict", model, "--weights", weights, "--data", table(), "--keep", "note", "--threads", 2);
        assertEquals(0, predict.exit(), predict::err);
        List<String> lines = predict.out().lines().toList();
        assertEquals("note,boxes.0,boxes.1,scores,scores_p_0,scores_p_1", lines.get(0));
        assertEquals(SAMPLES + 1, lines.size());
        for (int i = 0; i < SAMPLES; i++) {
            String[] cells = lines.get(i + 1).split(",");
            assertEquals(tensor(expected, "boxes").floats()[2 * i], Float.parseFloat(cells[1]));
            assertEquals(tensor(expected, "boxes").floats()[2 * i + 1], Float.parseFloat(cells[2]));
            float[] scores = tensor(expected, "scores").floats();
            assertEquals(scores[2 * i + 1] > scores[2 * i] ? "1" : "0", cells[3]);
            assertEquals(1, Float.parseFloat(cells[4]) + Float.parseFloat(cells[5]), 1e-6);
        }
    }

    @Test
    void linesOfJsonHaveTheInputsAndTheOutputsByName() throws IOException {
        Map<String, Tensor> expected = trainedPredictions();
        Path rows = folder.resolve("rows.jsonl");
        Files.write(
                rows,
                List.of(
                        "{\"extra\":" + extra[0] + ",\"left\":[" + left[0] + "," + left[1] + "," + left[2]
                                + "],\"boxes\":5}",
                        "{\"left.1\":" + left[4] + ",\"left.0\":" + left[3] + ",\"left.2\":" + left[5] + ",\"extra\":["
                                + extra[1] + "]}"));
        Command predict = Command.run("predict", model, "--weights", weights, "--data", rows, "--keep", "boxes");
        assertEquals(0, predict.exit(), predict::err);
        List<String> lines = predict.out().lines().toList();
        JsonObject first = JsonParser.parseString(lines.get(0)).getAsJsonObject();
        JsonObject second = JsonParser.parseString(lines.get(1)).getAsJsonObject();
        float[] boxes = tensor(expected, "boxes").floats();
        assertEquals(5, first.get("boxes").getAsInt());
        assertEquals(boxes[0], first.getAsJsonArray("predicted_boxes").get(0).getAsFloat());
        assertEquals(boxes[3], second.getAsJsonArray("predicted_boxes").get(1).getAsFloat());
        float[] each = tensor(expected, "scores").floats();
        assertEquals(
                each[1] > each[0] ? 1 : 0,
                first.getAsJsonObject("scores").get("label").getAsInt());
        Files.write(rows, List.of("{\"left\":[1,2],\"extra\":1}"));
        Command wrong = Command.run("predict", model, "--weights", weights, "--data", rows);
        assertTrue(wrong.err().contains("rows.jsonl:1: \"left\" has 2 numbers, but Both needs 3"), wrong::err);
        Files.write(rows, List.of("{\"left\":[1,2,3],\"exrta\":1}"));
        Command missing = Command.run("predict", model, "--weights", weights, "--data", rows);
        assertTrue(
                missing.err().contains("there is no \"extra\" with 1 number; this line has left, exrta"), missing::err);
    }

    /** What {@code run} gives for all samples with the weights of a short training. */
    private Map<String, Tensor> trainedPredictions() {
        Path data = tensors();
        assertEquals(
                0,
                Command.run("train", model, "--data", data, "--epochs", 3, "--weights-out", weights)
                        .exit());
        Path out = folder.resolve("y.safetensors");
        Command run = Command.run("run", model, "--in", data, "--weights", weights, "--out", out);
        assertEquals(0, run.exit(), run::err);
        return Safetensors.read(out);
    }

    @Test
    void predictTakesTokensBesideNumbersAndPredictsEachStep() throws IOException {
        Files.writeString(model, """
                model Words {
                    input words: tokens[3] below 5
                    input place: vector[2]
                    fc(4)
                    p: tanh
                    from words
                    embedding(4)
                    e: gru(4)
                    last
                    add(p)
                    output whole: fc(1)
                    from e
                    output each: fc(2)
                    loss mse(whole)
                    loss cross_entropy(each)
                    train { optimizer sgd(rate = 0.1) batch 2 }
                }
                """);
        Path data = folder.resolve("w.csv");
        Files.write(
                data,
                List.of(
                        "place.0,place.1,words.0,words.1,words.2,target.whole,labels.each.0,labels.each.1,labels.each.2",
                        "0.5,1,4,0,2,1,0,1,0",
                        "1,2,3,3,3,0,1,1,1"));
        Command train = Command.run(
                "train", model, "--data", data, "--test-fraction", 0, "--epochs", 1, "--weights-out", weights);
        assertEquals(0, train.exit(), train::err);
        Command predict = Command.run("predict", model, "--weights", weights, "--data", data);
        assertEquals(0, predict.exit(), predict::err);
        List<String> lines = predict.out().lines().toList();
        assertEquals(
                "whole,each.0,each.0_p_0,each.0_p_1,each.1,each.1_p_0,each.1_p_1,each.2,each.2_p_0,each.2_p_1",
                lines.get(0));
        assertEquals(10, lines.get(2).split(",").length);
        Files.write(data, List.of("place.0,place.1,words.0,words.1,words.2", "0.5,1,4,0,5"));
        Command wrong = Command.run("predict", model, "--weights", weights, "--data", data);
        assertTrue(wrong.err().contains("w.csv:2:5: 5 is no token of Words"), wrong::err);
    }

    @Test
    void sequencesOfSeveralInputsShareTheirLengths() throws IOException {
        Files.writeString(model, """
                model Pair {
                    input one: sequence[5, 1]
                    input two: sequence[5, 2]
                    from one
                    a: gru(4)
                    from two
                    gru(4)
                    add(a)
                    output each: fc(2)
                    last
                    output whole: fc(1)
                    loss cross_entropy(each)
                    loss mse(whole)
                    train { optimizer adam(rate = 0.01) batch 4 epochs 2 }
                }
                """);
        Path data = folder.resolve("s.safetensors");
        float[] padded = new float[36];
        System.arraycopy(left, 0, padded, 0, 36);
        padded[11] = Float.NaN; // padding of the second sample
        Safetensors.write(
                data,
                List.of(
                        Tensor.ofFloats("one", new int[] {6, 3, 1}, Arrays.copyOf(left, 18)),
                        Tensor.ofFloats("two", new int[] {6, 3, 2}, padded),
                        Tensor.ofLongs("labels.each", new int[] {6, 3}, Arrays.copyOf(scores, 18)),
                        Tensor.ofFloats("target.whole", new int[] {6, 1}, Arrays.copyOf(extra, 6)),
                        Tensor.ofLongs("lengths", new int[] {6}, new long[] {3, 2, 3, 1, 3, 2})));
        Command train = Command.run("train", model, "--data", data, "--test-fraction", 0, "--weights-out", weights);
        assertEquals(0, train.exit(), train::err);
        Path out = folder.resolve("y.safetensors");
        Command run = Command.run("run", model, "--in", data, "--weights", weights, "--out", out);
        assertEquals(0, run.exit(), run::err);
        Command eval = Command.run("eval", model, "--data", data, "--weights", weights, "--json");
        assertEquals(0, eval.exit(), eval::err);
        JsonObject report = JsonParser.parseString(eval.out()).getAsJsonObject();
        assertEquals(tensor(Safetensors.read(out), "loss").floats()[0], number(report, "loss"), 1e-5);
        JsonObject each = report.getAsJsonObject("outputs").getAsJsonObject("each");
        assertEquals(14, each.get("rows").getAsInt());
        assertEquals(6, each.get("samples").getAsInt());
    }

    private static Tensor tensor(Map<String, Tensor> all, String name) {
        return Objects.requireNonNull(all.get(name), name);
    }

    private static void assertSame(Map<String, Tensor> expected, Map<String, Tensor> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, tensor) ->
                assertArrayEquals(tensor.floats(), tensor(actual, name).floats(), name));
    }
}
