package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.lamina.runtime.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code eval --folds}: training from the initial weights for each fold, and the figures over all of them. */
class FoldsTest {

    private static final String CLASSES = """
            model Kinds {
                input x: vector[2]
                fc(8)  tanh
                fc(3)
                loss cross_entropy
                train { optimizer adam(rate = 0.05)  batch 8  epochs 4  seed 7 }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void everySampleIsTestedOnceAndEachFoldHasItsShareOfEachClass() throws IOException {
        JsonObject report = json(eval(CLASSES, ofClasses(), "--folds", 5));
        assertTrue(report.get("stratified").getAsBoolean());
        assertEquals(48, report.get("samples").getAsInt());
        int samples = 0;
        int[] ofClass = new int[3];
        for (JsonObject fold : folds(report)) {
            samples += fold.get("samples").getAsInt();
            JsonArray classes = fold.getAsJsonArray("classes");
            for (int i = 0; i < 3; i++) {
                int own = classes.get(i).getAsJsonObject().get("samples").getAsInt();
                ofClass[i] += own;
                assertTrue(own == SHARES[i] / 5 || own == SHARES[i] / 5 + 1, fold::toString);
            }
        }
        assertEquals(48, samples);
        assertEquals(Arrays.toString(SHARES), Arrays.toString(ofClass));
    }

    /** Classes of 30, 12 and 6 samples. */
    private static final int[] SHARES = {30, 12, 6};

    private static String ofClasses() {
        StringBuilder rows = new StringBuilder("a,b,kind\n");
        for (int i = 0; i < 48; i++) {
            int kind = i < 30 ? 0 : i < 42 ? 1 : 2;
            rows.append(String.format(Locale.ROOT, "%.3f,%.3f,%d%n", value(2 * i) + kind, value(2 * i + 1), kind));
        }
        return rows.toString();
    }

    private static float value(int i) {
        return CounterRandom.uniform(3, 0, 0, i);
    }

    /** One of two opposite tables is told exactly wrong by weights that hardly learn. */
    @Test
    void sharesHaveFourDecimalsAsInEval() throws IOException {
        String model = "model Sides { input x: vector[1] fc(2) loss cross_entropy"
                + " train { optimizer sgd(rate = 1e-12) batch 2 epochs 1 } }";
        String one = evalText(model, "-1,0\n-2,0\n1,1\n2,1\n", "--folds", 2).out();
        String other = evalText(model, "-1,1\n-2,1\n1,0\n2,0\n", "--folds", 2).out();
        assertTrue((one + other).contains("AUC 0.0000"), one + other);
        assertTrue((one + other).contains("AUC 1.0000"), one + other);
    }

    @Test
    void theMeanAndTheDeviationAreThoseOfTheFolds() throws IOException {
        JsonObject report = json(eval(CLASSES, ofClasses(), "--folds", 4));
        for (String figure : List.of("loss", "accuracy", "meanF1")) {
            double[] each = folds(report).stream()
                    .mapToDouble(fold -> fold.get(figure).getAsDouble())
                    .toArray();
            double mean = Arrays.stream(each).sum() / 4;
            double squares =
                    Arrays.stream(each).map(one -> (one - mean) * (one - mean)).sum();
            assertEquals(mean, report.getAsJsonObject("mean").get(figure).getAsDouble(), 1e-12);
            assertEquals(
                    Math.sqrt(squares / 3),
                    report.getAsJsonObject("deviation").get(figure).getAsDouble(),
                    1e-12);
        }
    }

    @Test
    void aSeedGivesOneResultForEveryNumberOfThreads() throws IOException {
        Command one = eval(CLASSES, ofClasses(), "--folds", 3, "--threads", 1);
        assertEquals(
                one.out(),
                eval(CLASSES, ofClasses(), "--folds", 3, "--threads", 3).out());
        assertFalse(one.out()
                .equals(eval(CLASSES, ofClasses(), "--folds", 3, "--seed", 8).out()));
    }

    /** A fold is what train gives that learns from the other folds and is tested with this one. */
    @Test
    void aFoldIsTrainedAsTrainDoesWithItsOwnScaling() throws IOException {
        String model = """
                model Price {
                    input house: vector[1]
                    fc(1)
                    loss mse
                    train { optimizer sgd(rate = 0.1)  batch 2  epochs 3  seed 1 }
                }
                """;
        // Two samples: each fold is one of them, and the scaling of the other one, which does not vary, is its own
        // value.
        String rows = "10,100\n30,300\n";
        JsonObject report = json(eval(model, rows, "--folds", 2, "--standardise"));
        for (JsonObject fold : folds(report)) {
            // The other sample is the mean, so it is scaled to 0, and so is what is learnt: the prediction is its
            // target.
            double error = fold.get("meanAbsoluteError").getAsDouble();
            assertTrue(error > 100 && error < 300, fold::toString);
        }
        Path learnt = Files.writeString(folder.resolve("learnt.csv"), "10,100\n");
        Path tested = Files.writeString(folder.resolve("tested.csv"), "30,300\n");
        Path file = folder.resolve("m.lamina");
        Path weights = folder.resolve("w.safetensors");
        Command train = Command.run(
                "train", file, "--data", learnt, "--test-fraction", 0, "--standardise", "--weights-out", weights);
        assertEquals(0, train.exit(), train::err);
        JsonObject other = json(Command.run("eval", file, "--data", tested, "--weights", weights, "--json"));
        double loss = other.get("loss").getAsDouble();
        assertTrue(
                folds(report).stream().anyMatch(fold -> fold.get("loss").getAsDouble() == loss),
                () -> report + " has no fold like " + other);
    }

    @Test
    void aMissingCellIsTheMeanOfTheFoldsThatAreLearntFrom() throws IOException {
        String model = CLASSES.replace("epochs 4", "epochs 1");
        Command skipped = eval(model, ofClasses() + ",0.5,0\n", "--folds", 3, "--standardise", "--missing", "mean");
        assertEquals(0, skipped.exit(), skipped::err);
        assertEquals(49, json(skipped).get("samples").getAsInt());
    }

    @Test
    void peopleGetALineForEachFoldAndTheMean() throws IOException {
        Command eval = evalText(CLASSES, ofClasses(), "--folds", 3);
        assertEquals(0, eval.exit(), eval::err);
        assertTrue(eval.out().contains("48 samples in 3 folds, each with its share of each class\n"), eval::out);
        assertTrue(eval.out().contains("fold 1/3, 16 samples"), eval::out);
        assertTrue(eval.out().contains("\nmean "), eval::out);
        assertTrue(eval.out().contains("\nstandard deviation "), eval::out);
    }

    @Test
    void whatCannotBeDividedIsRefused() throws IOException {
        assertEquals(2, eval(CLASSES, ofClasses(), "--folds", 1).exit());
        assertEquals(
                2,
                eval(CLASSES, ofClasses(), "--folds", 3, "--weights", "w.safetensors")
                        .exit());
        assertEquals(
                2,
                eval(CLASSES, ofClasses(), "--epochs", 3, "--weights", "w.safetensors")
                        .exit());
        Command without = eval(CLASSES, ofClasses());
        assertEquals(2, without.exit());
        assertTrue(without.err().startsWith("error: Missing required option: '--weights=FILE'"), without::err);
        Command many = eval(CLASSES, ofClasses(), "--folds", 49);
        assertEquals(1, many.exit());
        assertEquals("error: --folds is 49, but there are 48 samples\n", many.err());
        Command rare = eval(CLASSES, ofClasses(), "--folds", 7);
        assertTrue(rare.err().startsWith("warning: a class has 6 samples, fewer than there are folds"), rare::err);
        Command wild = eval(CLASSES, ofClasses(), "--folds", 3, "--rate", "1e38");
        assertEquals(1, wild.exit());
        assertTrue(wild.err().contains("fold 1 of 3: the loss became "), wild::err);
        assertEquals("", wild.out());
    }

    private Command eval(String model, String rows, Object... more) throws IOException {
        List<Object> words = new ArrayList<>(Arrays.asList(more));
        words.add("--json");
        return evalText(model, rows, words.toArray());
    }

    private Command evalText(String model, String rows, Object... more) throws IOException {
        Path file = Files.writeString(folder.resolve("m.lamina"), model);
        Path data = Files.writeString(folder.resolve("d.csv"), rows);
        List<Object> words = new ArrayList<>(List.of("eval", file, "--data", data));
        words.addAll(Arrays.asList(more));
        return Command.run(words.toArray());
    }

    private static JsonObject json(Command command) {
        assertEquals(0, command.exit(), command::err);
        return StrictJson.object(command.out());
    }

    private static List<JsonObject> folds(JsonObject report) {
        List<JsonObject> folds = new ArrayList<>();
        report.getAsJsonArray("each").forEach(each -> folds.add(each.getAsJsonObject()));
        return folds;
    }
}
