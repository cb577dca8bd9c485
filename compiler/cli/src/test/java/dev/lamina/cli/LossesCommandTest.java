package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training, measuring and predicting with every loss, from tables. */
class LossesCommandTest {

    @TempDir
    private Path folder;

    private Path weights = Path.of("");

    private Path model(String body) throws IOException {
        weights = folder.resolve("w.safetensors");
        return Files.writeString(folder.resolve("m.lamina"), "model M { " + body + " }");
    }

    private static Command fine(Object... arguments) {
        Command command = Command.run(arguments);
        assertEquals(0, command.exit(), () -> command.out() + command.err());
        return command;
    }

    /** Two numbers and whether their sum is positive, in the words of {@code no} and {@code yes}. */
    private Path sums(String no, String yes) throws IOException {
        Random random = new Random(3);
        StringBuilder rows = new StringBuilder("a,b,kind\n");
        for (int i = 0; i < 200; i++) {
            float a = random.nextFloat() - 0.5f;
            float b = random.nextFloat() - 0.3f;
            rows.append(a + "," + b + "," + (a + b > 0 ? yes : no) + "\n");
        }
        return Files.writeString(folder.resolve("sums.csv"), rows);
    }

    @Test
    void labelsThatAreAllIgnoredGiveNoAccuracy() throws IOException {
        Path model = model("input x: vector[1] fc(2) loss cross_entropy(ignore = -100)"
                + " train { optimizer adam(rate = 0.1) epochs 1 }");
        Path data = Files.writeString(folder.resolve("d.csv"), "1,0\n2,1\n3,0\n");
        Path test = Files.writeString(folder.resolve("t.csv"), "1,-100\n2,-100\n");
        Command train = fine("train", model, "--data", data, "--test-data", test, "--weights-out", weights);
        assertTrue(
                train.out()
                        .contains("test accuracy: none, because the loss ignores all labels of the held-out samples"),
                train::out);
        assertFalse(train.out().contains("NaN %"), train::out);
        Command eval = Command.run("eval", model, "--data", test, "--weights", weights);
        assertEquals(1, eval.exit());
        assertEquals("error: " + test + ": the loss ignores all labels, so there is none to measure\n", eval.err());
        assertTrue(eval.out().contains("accuracy: - (0)"), eval::out);
    }

    @Test
    void oneScoreLearnsAWordAndPredictsItsProbability() throws IOException {
        Path model = model("input x: vector[2] fc(1) loss binary_cross_entropy"
                + " train { optimizer adam(rate = 0.1) epochs 20 }");
        Path data = sums("ham", "spam");
        Command train = fine("train", model, "--data", data, "--weights-out", weights);
        assertTrue(train.out().contains("test accuracy: "), train::out);
        Command eval = fine("eval", model, "--data", data, "--weights", weights);
        assertTrue(eval.out().contains("how often a label (row) was predicted as (column):"), eval::out);
        assertTrue(eval.out().matches("(?s).*\\n  spam +\\d+ .*"), eval::out);
        JsonObject json = StrictJson.object(fine("eval", model, "--data", data, "--weights", weights, "--json")
                .out());
        assertTrue(json.get("accuracy").getAsDouble() > 0.95, json::toString);
        assertTrue(json.get("meanArea").getAsDouble() > 0.99, json::toString);
        JsonArray classes = json.getAsJsonArray("classes");
        assertEquals("spam", classes.get(1).getAsJsonObject().get("label").getAsString());
        Path rows = Files.writeString(folder.resolve("rows.csv"), "a,b\n3,3\n-3,-3\n");
        List<String> predicted = fine("predict", model, "--weights", weights, "--data", rows)
                .out()
                .lines()
                .toList();
        assertEquals("kind,p_ham,p_spam", predicted.get(0));
        assertTrue(predicted.get(1).startsWith("spam,") && predicted.get(2).startsWith("ham,"), predicted::toString);
        for (String line : predicted.subList(1, 3)) {
            String[] cells = line.split(",");
            assertEquals(1, Float.parseFloat(cells[1]) + Float.parseFloat(cells[2]), 1e-6);
        }
    }

    @Test
    void severalLabelsMayBeThereAtOnce() throws IOException {
        Path model = model("input x: vector[2] fc(2) loss binary_cross_entropy"
                + " train { optimizer adam(rate = 0.1) epochs 30 }");
        StringBuilder rows = new StringBuilder("a,b,left,low\n");
        Random random = new Random(4);
        for (int i = 0; i < 200; i++) {
            float a = random.nextFloat() - 0.5f;
            float b = random.nextFloat() - 0.5f;
            rows.append(a + "," + b + "," + (a < 0) + "," + (b < 0 ? 1 : 0) + "\n");
        }
        Path data = Files.writeString(folder.resolve("labels.csv"), rows);
        fine("train", model, "--data", data, "--weights-out", weights);
        JsonObject json = StrictJson.object(fine("eval", model, "--data", data, "--weights", weights, "--json")
                .out());
        assertTrue(json.get("accuracy").getAsDouble() > 0.9, json::toString);
        assertTrue(json.get("confusion").isJsonNull(), json::toString);
        JsonObject second = json.getAsJsonArray("classes").get(1).getAsJsonObject();
        assertEquals("low", second.get("label").getAsString());
        assertTrue(second.get("area").getAsDouble() > 0.95, json::toString);
        String predicted = Command.runWith("a,b\n-1,1\n", Map.of(), "predict", model, "--weights", weights)
                .out();
        assertTrue(predicted.startsWith("left,left_p_0,left_p_1,low,low_p_0,low_p_1\n1,"), predicted);
        Files.writeString(data, "a,b,left,low\n0,0,1,2\n");
        Command wrong = Command.run("train", model, "--data", data);
        assertEquals(1, wrong.exit());
        assertTrue(wrong.err().contains("labels.csv:2:4: the target 2 is outside 0 .. 1"), wrong::err);
    }

    /** Other programs have the answers 1 and 2, or -1 and 1, and -1 for a label that is not known. */
    @Test
    void labelsOfOtherProgramsAreRefusedWithWhatTheyProbablyMean() throws IOException {
        String one = "input x: vector[1] fc(1) loss binary_cross_entropy train { optimizer adam }";
        String two = "input x: vector[1] fc(2) loss cross_entropy train { optimizer adam }";
        assertTrue(refusal(one, "1,1\n2,2\n").contains("the answers are 0 and 1: if these are 1 and 2, subtract 1"));
        assertTrue(refusal(one, "1,-1\n2,1\n").contains("the answers are 0 and 1: write 0 for -1"));
        assertTrue(refusal(two, "1,1\n2,2\n").contains("or give the model 3 classes"));
        assertTrue(refusal(two, "1,-1\n2,1\n").contains("`ignore = -1` in the loss leaves such samples out"));
        Path data = Files.writeString(folder.resolve("d.csv"), "1,-1\n2,1\n3,0\n4,1\n");
        fine(
                "train",
                model(two.replace("cross_entropy", "cross_entropy(ignore = -1)")),
                "--data",
                data,
                "--weights-out",
                weights);
    }

    private String refusal(String body, String rows) throws IOException {
        Path data = Files.writeString(folder.resolve("d.csv"), rows);
        Command train = Command.run("train", model(body), "--data", data);
        assertEquals(1, train.exit(), train::out);
        return train.err();
    }

    /** A weight of two is a row that is there twice; the file of tensors has the weights of the table. */
    @Test
    void samplesCountAsMuchAsTheirColumnSays() throws IOException {
        Path model = model("input x: vector[2] fc(2) loss cross_entropy(sample_weights = true)"
                + " train { optimizer sgd(rate = 0.3) batch 8 epochs 5 }");
        Path rows = Files.writeString(
                folder.resolve("rows.csv"), "a,much,b,label\n1,1,2,0\n3,2,1,1\n-1,0.5,2,0\n2,0,0.5,1\n");
        Path expanded =
                Files.writeString(folder.resolve("expanded.csv"), "a,b,label,w\n1,2,0,2\n3,1,1,2\n3,1,1,2\n-1,2,0,1\n");
        Object[] options = {"--sample-weights", "much", "--test-fraction", "0"};
        fine(with(options, "train", model, "--data", rows, "--weights-out", weights));
        String loss = loss(model, rows, "--sample-weights", "2");
        assertEquals(loss, loss(model, expanded, "--sample-weights", "w"));
        assertNotEquals(loss, loss(model, expanded, "--ignore", "w"));
        Path tensors = folder.resolve("rows.safetensors");
        Safetensors.write(
                tensors,
                List.of(
                        Tensor.ofFloats("x", new int[] {4, 2}, new float[] {1, 2, 3, 1, -1, 2, 2, 0.5f}),
                        Tensor.ofLongs("labels", new int[] {4}, new long[] {0, 1, 0, 1}),
                        Tensor.ofFloats("much", new int[] {4}, new float[] {1, 2, 0.5f, 0})));
        assertEquals(loss, loss(model, tensors, "--sample-weights", "much"));
        Path other = folder.resolve("other.safetensors");
        fine(with(options, "train", model, "--data", tensors, "--weights-out", other));
        assertArrayEquals(floats(weights, "fc1.weight"), floats(other, "fc1.weight"));
    }

    /** A weight of 0 takes a row out of the loss, also if the target of a row is its input. */
    @Test
    void anAutoencoderTakesWeightsOfSamples() throws IOException {
        Path model = model("input x: vector[3] fc(2) tanh fc(3) loss mse(target = input, sample_weights = true)"
                + " train { optimizer sgd(rate = 0.1) epochs 3 batch 4 }");
        Path rows = Files.writeString(folder.resolve("rows.csv"), "a,b,c,w\n1,2,3,1\n9,9,9,0\n0,1,0,1\n");
        Path some = Files.writeString(folder.resolve("some.csv"), "a,b,c,w\n1,2,3,2\n0,1,0,2\n");
        Path tensors = folder.resolve("rows.safetensors");
        Safetensors.write(
                tensors,
                List.of(
                        Tensor.ofFloats("x", new int[] {3, 3}, new float[] {1, 2, 3, 9, 9, 9, 0, 1, 0}),
                        Tensor.ofFloats("w", new int[] {3}, new float[] {1, 0, 1})));
        Object[] options = {"--sample-weights", "w", "--test-fraction", "0"};
        fine(with(options, "train", model, "--data", rows, "--weights-out", weights));
        Path other = folder.resolve("other.safetensors");
        fine(with(options, "train", model, "--data", tensors, "--weights-out", other));
        assertArrayEquals(floats(weights, "fc1.weight"), floats(other, "fc1.weight"));
        String loss = loss(model, some, "--sample-weights", "w");
        assertEquals(loss, loss(model, rows, "--sample-weights", "w"));
        assertEquals(loss, loss(model, tensors, "--sample-weights", "w"));
        assertNotEquals(loss, loss(model, rows, "--ignore", "w"));
    }

    @Test
    void samplesThatAllHaveTheWeightZeroGiveNoLoss() throws IOException {
        Path model = model("input x: vector[2] fc(2) loss cross_entropy(sample_weights = true)"
                + " train { optimizer sgd(rate = 0.3) batch 2 epochs 1 }");
        Path rows = Files.writeString(folder.resolve("rows.csv"), "a,b,w,label\n1,2,0,0\n3,1,0,1\n-1,1,0,0\n1,1,0,1\n");
        fine("train", model, "--data", rows, "--sample-weights", "w", "--weights-out", weights);
        Command eval = Command.run("eval", model, "--data", rows, "--sample-weights", "w", "--weights", weights);
        assertEquals(1, eval.exit());
        assertEquals(
                "error: " + rows + ": all samples have the weight 0, so there is no loss to measure\n", eval.err());
        Command folds = Command.run("eval", model, "--data", rows, "--sample-weights", "w", "--folds", 2);
        assertEquals(1, folds.exit());
        assertTrue(folds.err().endsWith("fold 1: all samples have the weight 0, so there is no loss to measure\n"));
    }

    @Test
    void oneOfSeveralOutputsOfWhichNoLabelCountsIsNamed() throws IOException {
        Path model = model("input x: vector[2] trunk: tanh output kind: fc(2) from trunk output sort: fc(2)"
                + " loss cross_entropy(kind) loss cross_entropy(sort, ignore = -1)"
                + " train { optimizer sgd(rate = 0.3) batch 2 epochs 1 }");
        String heading = "x.0,x.1,labels.kind,labels.sort\n";
        Path rows = Files.writeString(folder.resolve("rows.csv"), heading + "1,2,0,0\n3,1,1,1\n-1,1,0,1\n1,1,1,1\n");
        Path test = Files.writeString(folder.resolve("test.csv"), heading + "1,2,0,-1\n3,1,1,-1\n");
        fine("train", model, "--data", rows, "--weights-out", weights);
        Command eval = Command.run("eval", model, "--data", test, "--weights", weights);
        assertEquals(1, eval.exit());
        assertEquals(
                "error: " + test + ": sort: the loss ignores all labels, so there is none to measure\n", eval.err());
    }

    private String loss(Path model, Path data, Object... options) {
        Command eval = fine(with(options, "eval", model, "--data", data, "--weights", weights));
        return eval.out()
                .lines()
                .filter(line -> line.startsWith("loss"))
                .findFirst()
                .orElseThrow();
    }

    private static Object[] with(Object[] options, Object... words) {
        return Stream.concat(Stream.of(words), Stream.of(options)).toArray();
    }

    private static float[] floats(Path file, String tensor) {
        return Objects.requireNonNull(Safetensors.read(file).get(tensor)).floats();
    }

    @Test
    void weightsOfSamplesThatCannotBeTakenAreNamed() throws IOException {
        Path model = model("input x: vector[2] fc(2) loss cross_entropy(sample_weights = true)");
        Path rows = Files.writeString(folder.resolve("rows.csv"), "a,b,w,label\n1,2,1,0\n2,1,-2,1\n");
        wrong("rows.csv:3:3: the weight -2 is negative or not finite", model, rows, "--sample-weights", "w");
        wrong("there is no column \"v\"", model, rows, "--sample-weights", "v");
        Path gap = Files.writeString(folder.resolve("gap.csv"), "a,b,w,label\n1,2,1,0\n2,1,NA,1\n");
        wrong(
                "row 3, column 3 (w)\n  a label, target or weight cannot be filled",
                model,
                gap,
                "--sample-weights",
                "w",
                "--missing",
                "zero");
        wrong(
                "the column \"a\" has the weights of the samples",
                model,
                rows,
                "--sample-weights",
                "a",
                "--inputs",
                "a,b");
        wrong("--sample-weights names the column or the tensor with their weights", model, rows);
        Path plain = Files.writeString(
                folder.resolve("p.lamina"), "model P { input x: vector[2] fc(2) loss cross_entropy }");
        wrong("says so: `loss cross_entropy(sample_weights = true)`", plain, rows, "--sample-weights", "w");
    }

    private void wrong(String message, Path model, Path rows, Object... options) {
        Path out = folder.resolve("none.safetensors");
        Command command = Command.run(with(options, "train", model, "--data", rows, "--weights-out", out));
        assertEquals(1, command.exit());
        assertTrue(command.err().contains(message), command::err);
        assertTrue(Files.notExists(out));
    }

    @Test
    void balancedWeightsAreCountedSavedAndKept() throws IOException {
        Path model = model("input x: vector[2] fc(2) loss cross_entropy(weights = balanced)"
                + " train { optimizer sgd(rate = 0.1) epochs 2 batch 2 }");
        Path data = Files.writeString(folder.resolve("rare.csv"), "1,2,0\n2,1,0\n1,1,0\n3,4,1\n");
        Command train = fine("train", model, "--data", data, "--weights-out", weights, "--test-fraction", "0");
        assertTrue(train.out().contains("class weights: 0.6666667, 2\n"), train::out);
        assertEquals("0.6666667\n2.0", Safetensors.metadata(weights).get("lamina.class_weights"));
        Files.writeString(data, "1,2,0\n2,1,0\n1,1,1\n3,4,1\n");
        Command more = fine(
                "train", model, "--data", data, "--weights", weights, "--weights-out", weights, "--test-fraction", "0");
        assertTrue(more.out().contains("class weights: 0.6666667, 2\n"), more::out);
        fine("eval", model, "--data", data, "--weights", weights);
    }

    @Test
    void anIgnoredLabelTeachesNothingAndCountsNowhere() throws IOException {
        Path model = model("input x: sequence[3, 2] fc(2) loss cross_entropy(ignore = -100)"
                + " train { optimizer sgd(rate = 0.1) epochs 1 batch 2 }");
        Path data = folder.resolve("d.safetensors");
        Safetensors.write(
                data,
                List.of(
                        Tensor.ofFloats("x", new int[] {2, 3, 2}, new float[] {1, 2, 3, 4, 5, 6, 1, 1, 2, 2, 3, 3}),
                        Tensor.ofLongs("labels", new int[] {2, 3}, new long[] {0, 1, -100, 1, -100, -100})));
        fine("train", model, "--data", data, "--weights-out", weights, "--test-fraction", "0");
        Command eval = fine("eval", model, "--data", data, "--weights", weights);
        assertTrue(eval.out().startsWith("samples: 2 (3 labels that count)\n"), eval::out);
        JsonObject json = StrictJson.object(fine("eval", model, "--data", data, "--weights", weights, "--json")
                .out());
        assertEquals(3, json.get("rows").getAsInt());
        Safetensors.write(
                data,
                List.of(
                        Tensor.ofFloats("x", new int[] {1, 3, 2}, new float[6]),
                        Tensor.ofLongs("labels", new int[] {1, 3}, new long[] {0, 1, -1})));
        Command wrong = Command.run("eval", model, "--data", data, "--weights", weights);
        assertEquals(1, wrong.exit());
        assertTrue(wrong.err().contains("the label -1 is outside 0 .. 1"), wrong::err);
    }

    @Test
    void anAutoencoderNeedsNoColumnTwice() throws IOException {
        Path model = model("input x: vector[3] fc(2) tanh fc(3) loss mse(target = input)"
                + " train { optimizer adam(rate = 0.02) epochs 40 batch 4 }");
        StringBuilder rows = new StringBuilder("a,b,c\n");
        for (int i = 0; i < 40; i++) {
            rows.append(i + "," + (2 * i + 100) + "," + (7 - i) + "\n");
        }
        Path data = Files.writeString(folder.resolve("d.csv"), rows);
        fine("train", model, "--data", data, "--weights-out", weights, "--standardise");
        Command eval = fine("eval", model, "--data", data, "--weights", weights);
        assertTrue(eval.out().contains("root mean squared errors in units of the target: a "), eval::out);
        JsonObject json = StrictJson.object(fine("eval", model, "--data", data, "--weights", weights, "--json")
                .out());
        assertTrue(json.get("determination").getAsDouble() > 0.8, json::toString);
        String predicted =
                fine("predict", model, "--weights", weights, "--data", data).out();
        assertTrue(predicted.startsWith("a,b,c\n"), predicted);
    }

    /** A filter of one pixel learns to repeat images wherever they are moved, but only if the target is moved with them. */
    @Test
    void anAugmentedInputIsItsOwnTarget() throws IOException {
        Path model = model("input x: image[1, 3, 3] conv(1, kernel = 1) loss mse(target = input)"
                + " train { optimizer adam(rate = 0.05) epochs 60 batch 4 }");
        StringBuilder rows = new StringBuilder();
        Random random = new Random(5);
        for (int i = 0; i < 40; i++) {
            for (int k = 0; k < 9; k++) {
                rows.append(k == 0 ? "" : ",").append(random.nextFloat());
            }
            rows.append('\n');
        }
        Path data = Files.writeString(folder.resolve("d.csv"), rows);
        fine("train", model, "--data", data, "--weights-out", weights, "--augment", "shift=1,flip", "--keep", "last");
        JsonObject json = StrictJson.object(fine("eval", model, "--data", data, "--weights", weights, "--json")
                .out());
        assertTrue(json.get("loss").getAsDouble() < 1e-3, json::toString);
    }

    @Test
    void aModelWithItsInputAsTargetIsProposedWhereTheTargetIsMissing() throws IOException {
        Path model = model("input x: vector[3] fc(3) loss huber train { optimizer adam }");
        Path data = Files.writeString(folder.resolve("d.csv"), "1,2,3\n4,5,6\n");
        Command train = Command.run("train", model, "--data", data);
        assertEquals(1, train.exit());
        assertTrue(train.err().contains("`loss huber(target = input)`"), train::err);
    }

    @Test
    void absoluteAndHuberLossesTrainAndSayWhatTheyAre() throws IOException {
        Path data = Files.writeString(folder.resolve("d.csv"), "x,y\n1,2\n2,4\n3,6\n4,8\n");
        for (String loss : List.of("mae", "huber(0.5)")) {
            Path model = model("input x: vector[1] fc(1) loss " + loss + " train { optimizer adam epochs 2 }");
            Command train = fine("train", model, "--data", data, "--weights-out", weights, "--test-fraction", "0.25");
            String name = loss.equals("mae") ? "mean absolute error of 1" : "huber of 1";
            assertTrue(train.out().contains(name), train::out);
            assertTrue(train.out().contains("R^2"), train::out);
        }
    }

    @Test
    void gradientsOfAllLossesAreRightAsTheUserRunsThem() throws IOException {
        for (String loss : List.of(
                "mae",
                "huber(0.2)",
                "binary_cross_entropy(positive_weight = 3)",
                "cross_entropy(weights = (1, 2, 5), smoothing = 0.1)",
                "cross_entropy(ignore = 1)")) {
            fine("gradcheck", model("input x: vector[4] fc(3) loss " + loss));
        }
    }

    @Test
    void probabilitiesOfRunAndOfEvalAreThoseOfPredict() throws IOException {
        Path model = model("input x: vector[2] fc(3) loss cross_entropy train { optimizer adam epochs 1 }");
        Path data = Files.writeString(folder.resolve("d.csv"), "x,y,kind\n1,2,a\n3,1,b\n-2,1,c\n");
        fine("train", model, "--data", data, "--weights-out", weights, "--test-fraction", "0");
        Path table = folder.resolve("p.csv");
        fine("eval", model, "--data", data, "--weights", weights, "--probabilities", table);
        List<String> evaluated = Files.readAllLines(table);
        assertEquals("sample,label,predicted,p_a,p_b,p_c", evaluated.get(0));
        List<String> predicted = fine("predict", model, "--data", data, "--weights", weights)
                .out()
                .lines()
                .toList();
        for (int i = 1; i <= 3; i++) {
            assertEquals(i + "," + "abc".charAt(i - 1) + "," + predicted.get(i), evaluated.get(i));
        }
        Path in = folder.resolve("in.safetensors");
        Safetensors.write(in, List.of(Tensor.ofFloats("x", new int[] {3, 2}, new float[] {1, 2, 3, 1, -2, 1})));
        Path out = folder.resolve("out.safetensors");
        fine("run", model, "--in", in, "--weights", weights, "--predict", "--probabilities", "--out", out);
        float[] probabilities = Objects.requireNonNull(Safetensors.read(out).get("probabilities"))
                .floats();
        for (int i = 0; i < 9; i++) {
            assertEquals(predicted.get(1 + i / 3).split(",")[1 + i % 3], Float.toString(probabilities[i]));
        }
        Path regression = model("input x: vector[2] fc(3) loss mae");
        Command refused =
                Command.run("eval", regression, "--data", data, "--weights", weights, "--probabilities", table);
        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains("--probabilities is for models with"), refused::err);
    }
}
