package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers far from 1 are learnt as well as scaled ones if they are standardised, and warned of if not. */
class StandardiseTest {

    private static final String MODEL = """
            model Price {
                input house: vector[2]
                fc(8)  tanh
                fc(1)
                loss mse
                train { optimizer adam(rate = 0.01)  batch 16  epochs 20  seed 3 }
            }
            """;
    private static final Pattern TEST_LOSS = Pattern.compile("test loss: ([0-9.e+-]+)");

    @TempDir
    private Path folder;

    private Path model;
    private Path raw;
    private Path scaled;

    @BeforeEach
    void writeFiles() throws IOException {
        model = Files.writeString(folder.resolve("price.lamina"), MODEL);
        StringBuilder ofRaw = new StringBuilder("area,share,price\n");
        StringBuilder ofScaled = new StringBuilder("area,share,price\n");
        for (int i = 0; i < 300; i++) {
            double a = 2 * CounterRandom.uniform(1, 0, 0, 2L * i) - 1;
            double b = 2 * CounterRandom.uniform(1, 0, 0, 2L * i + 1) - 1;
            double y = Math.sin(2 * a) + b;
            ofRaw.append(String.format(
                    Locale.ROOT, "%.3f,%.6f,%.2f%n", 20000 + 10000 * a, 0.5 + 0.005 * b, 300000 + 50000 * y));
            ofScaled.append(String.format(Locale.ROOT, "%.6f,%.6f,%.6f%n", 1.73 * a, 1.73 * b, 1.1 * y));
        }
        raw = Files.writeString(folder.resolve("raw.csv"), ofRaw);
        scaled = Files.writeString(folder.resolve("scaled.csv"), ofScaled);
    }

    @Test
    void learnsRawNumbersAsWellAsScaledOnes() {
        Command byHand = train(scaled);
        Command standardised = train(raw, "--standardise");
        assertEquals(0, standardised.exit(), standardised::err);
        assertTrue(standardised.out().contains("inputs: standardised, 2 features\n"), standardised::out);
        assertTrue(standardised.out().contains("target: standardised, 1 feature\n"), standardised::out);
        assertFalse(standardised.err().contains("warning"), standardised::err);
        assertTrue(loss(standardised) < 0.02, standardised::out);
        assertEquals(loss(byHand), loss(standardised), 0.01);
    }

    @Test
    void tellsTheErrorInUnitsOfTheTarget() {
        Command train = train(raw, "--standardise");
        Matcher matcher = Pattern.compile("root mean squared error: ([0-9.]+) in units of the target")
                .matcher(train.out());
        assertTrue(matcher.find(), train::out);
        // The target's deviation is about 45,000, so the loss, which is of scaled numbers, tells what this must be.
        assertEquals(Math.sqrt(loss(train)) * 45_000, Double.parseDouble(matcher.group(1)), 1000);
    }

    @Test
    void standardisesInputsOrTargetAlone() {
        Command target = train(raw, "--standardize=target");
        assertFalse(target.out().contains("inputs: standardised"), target::out);
        assertTrue(target.err().contains("warning: the inputs of Price are not scaled"), target::err);
        Command inputs = train(raw, "--standardise", "inputs");
        assertFalse(inputs.out().contains("target: standardised"), inputs::out);
        assertTrue(inputs.err().contains("warning: the target of Price is not scaled"), inputs::err);
    }

    @Test
    void warnsOfNumbersFarFromOne() {
        Command train = train(raw);
        assertTrue(
                train.err().contains("warning: the inputs of Price are not scaled, and their ranges differ: 0.00"),
                train::err);
        assertTrue(train.err().contains("for share, 1.9"), train::err);
        assertTrue(train.err().contains("warning: the target of Price is not scaled, and numbers go from"), train::err);
        assertTrue(train.err().contains("--standardise learns how to scale them"), train::err);
        assertFalse(train(raw, "--scale", "none").err().contains("the inputs of"));
        assertEquals("", train(scaled).err());
    }

    @Test
    void takesTheModelBehindTheOptionForAFile() {
        Command train = Command.run(
                "train", "--data", raw, "--weights-out", folder.resolve("w.safetensors"), "--standardise", model);
        assertEquals(0, train.exit(), train::err);
        assertEquals(2, train(raw, "--standardise=some").exit());
        assertEquals(2, train(raw, "--standardise", "--scale", "5").exit());
    }

    @Test
    void fillsCellsWithoutAValueByTheirMeanWithStandardised() throws IOException {
        Files.writeString(raw, "20000,,300000\n", java.nio.file.StandardOpenOption.APPEND);
        Command filled = train(raw, "--standardise", "--missing", "mean");
        assertEquals(0, filled.exit(), filled::err);
        assertTrue(filled.err().contains("one cell has no value and gets the mean of its column"), filled::err);
        assertTrue(loss(filled) < 0.02, filled::out);
        Command without = train(raw, "--missing", "mean");
        assertEquals(2, without.exit());
        assertTrue(
                without.err().startsWith("error: --missing mean needs the means that --standardise learns\n"),
                without::err);
    }

    private Command train(Path data, Object... more) {
        List<Object> words = new ArrayList<>(
                List.of("train", model, "--data", data, "--weights-out", folder.resolve("w.safetensors")));
        words.addAll(Arrays.asList(more));
        return Command.run(words.toArray());
    }

    private static double loss(Command train) {
        Matcher matcher = TEST_LOSS.matcher(train.out());
        assertTrue(matcher.find(), train::out);
        return Double.parseDouble(matcher.group(1));
    }
}
