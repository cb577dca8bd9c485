package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.cli.console.Text;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lamina train} and {@code eval} on sequences that are shorter than the model says, or of several lengths. */
class TrainLengthsTest {

    private static final String NUMBERS =
            "model Sums { input x: sequence[%d, 2]  gru(3)  fc(1)  loss mse  train { optimizer sgd(rate = 0.1) batch 4"
                    + " epochs 3 } }";
    private static final String TOKENS =
            "model Next { input text: tokens[5] below 4  embedding(3)  rnn(4)  fc(4)  loss cross_entropy  train {"
                    + " optimizer adam(rate = 0.02) batch 4 epochs 30 } }";
    private static final int SAMPLES = 9;
    private static final long[] LENGTHS = {3, 1, 5, 2, 4, 5, 1, 2, 3};

    @TempDir
    private Path folder;

    private Path data = Path.of("");
    private Path weights = Path.of("");

    @BeforeEach
    void names() {
        data = folder.resolve("data.safetensors");
        weights = folder.resolve("w.safetensors");
    }

    @Test
    void shorterSequencesTrainAsAModelOfThatManySteps() throws IOException {
        Tensor x = numbers("x", 3, 2, 0);
        Tensor target = numbers("target", 3, 1, 0);
        Map<String, Tensor> exact = trained(String.format(NUMBERS, 3), x, target);
        assertSame(exact, trained(String.format(NUMBERS, 5), x, target));
        // all as long, with junk behind
        Tensor same = Tensor.ofLongs("lengths", new int[] {SAMPLES}, filled(3));
        assertSame(exact, trained(String.format(NUMBERS, 5), numbers("x", 3, 2, 2), numbers("target", 3, 1, 2), same));
    }

    @Test
    void theLossIsTheMeanOverStepsThatAreNoPadding() throws IOException {
        Tensor lengths = Tensor.ofLongs("lengths", new int[] {SAMPLES}, LENGTHS);
        Tensor x = numbers("x", 5, 2, 0);
        Tensor target = numbers("target", 5, 1, 0);
        String model = String.format(NUMBERS, 5);
        trained(model, x, target, lengths);
        Path file = folder.resolve("m.lamina");
        Command eval = Command.run("eval", file, "--data", data, "--weights", weights);
        Path out = folder.resolve("y.safetensors");
        Command run = Command.run("run", file, "--in", data, "--weights", weights, "--grad", "--out", out);
        assertEquals(0, run.exit(), run::err);
        float loss = Objects.requireNonNull(Safetensors.read(out).get("loss")).floats()[0];
        long steps = Arrays.stream(LENGTHS).sum();
        String expected = "samples: " + SAMPLES + " (" + steps + " steps)\nloss: " + Text.loss(loss) + "\n";
        assertTrue(eval.out().startsWith(expected), eval::out);
    }

    /** A batch as long as the model says, of samples of 4 steps, has the weights of a model of 4 steps. */
    @Test
    void samplesMayBeShorterBehindWindowsThatChangeTheNumberOfSteps() throws IOException {
        String model =
                "model Halves { input x: sequence[%d, 2]  conv(3, kernel = 3) relu maxpool(2) gru(2) mean fc(1)  loss mse "
                        + " train { optimizer sgd(rate = 0.1) batch 4 epochs 2 } }";
        Tensor target = Tensor.ofFloats("target", new int[] {SAMPLES, 1}, new float[SAMPLES]);
        Map<String, Tensor> exact = trained(String.format(model, 5), numbers("x", 5, 2, 0), target);
        assertSame(exact, trained(String.format(model, 10), numbers("x", 5, 2, 0), target));
        Tensor same = Tensor.ofLongs("lengths", new int[] {SAMPLES}, filled(5));
        assertSame(exact, trained(String.format(model, 10), numbers("x", 5, 2, 5), target, same));
        Command shorter = train(
                String.format(model, 10),
                numbers("x", 5, 2, 5),
                target,
                Tensor.ofLongs("lengths", new int[] {SAMPLES}, filled(3)));
        assertEquals(
                "error: " + data + ": `lengths`[0]: 3 is no number of steps: samples have 4 .. 10 here\n",
                shorter.err());
        Command none = train(String.format(model, 10), numbers("x", 3, 2, 0), target);
        assertEquals(
                "error: " + data + ": the tensor `x` [9, 3, 2] has 3 steps a sample, but Halves takes 4 .. 10\n",
                none.err());
    }

    /** With a mask the steps may lie anywhere: here each sample has gaps of junk before its steps and between them. */
    @Test
    void gapsBetweenStepsAreLeftOut() throws IOException {
        Tensor lengths = Tensor.ofLongs("lengths", new int[] {SAMPLES}, filled(2));
        Tensor x = numbers("x", 2, 2, 3);
        Tensor target = numbers("target", 2, 1, 3);
        Map<String, Tensor> packed = trained(String.format(NUMBERS, 5), x, target, lengths);
        long[] there = new long[SAMPLES * 5];
        for (int i = 0; i < SAMPLES; i++) {
            there[5 * i + 1] = 1;
            there[5 * i + 3] = 1;
        }
        Tensor mask = Tensor.ofLongs("mask", new int[] {SAMPLES, 5}, there);
        assertSame(packed, trained(String.format(NUMBERS, 5), spread(x, 2), spread(target, 1), mask));
        Path file = folder.resolve("m.lamina");
        Command eval = Command.run("eval", file, "--data", data, "--weights", weights);
        assertTrue(eval.out().startsWith("samples: " + SAMPLES + " (" + 2 * SAMPLES + " steps)\n"), eval::out);
        Command predict = Command.run("predict", file, "--data", data, "--weights", weights);
        assertTrue(predict.err().contains("the table of predictions has no place for gaps"), predict::err);
        refused("of `mask` and `lengths` one is enough: a mask has 0 behind the last step", x, target, mask, lengths);
        long[] wrong = there.clone();
        wrong[6] = 2;
        refused(
                "`mask`[1, 1]: 2 is neither 1, for a step that is there, nor 0, for a gap",
                x,
                target,
                Tensor.ofLongs("mask", new int[] {SAMPLES, 5}, wrong));
        wrong[6] = 0;
        wrong[8] = 0;
        refused(
                "`mask`[1]: 0 is no number of steps: samples have 1 .. 5 here",
                x,
                target,
                Tensor.ofLongs("mask", new int[] {SAMPLES, 5}, wrong));
        String model = "model Sums { input x: sequence[5, 2]  conv(3, kernel = 3, padding = same)  fc(1)  loss mse }";
        assertEquals(
                "error: " + data
                        + ": the tensor `mask` [9, 5] says that steps are left out, but Sums cannot leave them out:"
                        + " `conv1` reads neighbouring steps\n",
                train(model, x, target, mask).err());
    }

    /** Moves steps 0 and 1 of each sample to the places 1 and 3, and leaves what nobody can use between them. */
    private static Tensor spread(Tensor from, int features) {
        float[] given = from.floats();
        float[] numbers = new float[given.length];
        Arrays.fill(numbers, Float.NaN);
        for (int i = 0; i < SAMPLES; i++) {
            for (int step = 0; step < 2; step++) {
                System.arraycopy(
                        given, (5 * i + step) * features, numbers, (5 * i + 1 + 2 * step) * features, features);
            }
        }
        return Tensor.ofFloats(from.name(), from.shape(), numbers);
    }

    @Test
    void paddingOfTokensAndLabelsMayBeAnything() throws IOException {
        long[] text = new long[SAMPLES * 5];
        long[] labels = new long[SAMPLES * 5];
        for (int i = 0; i < text.length; i++) {
            boolean own = i % 5 < LENGTHS[i / 5];
            text[i] = own ? (i * 7 + i / 5) % 4 : -1;
            labels[i] = own ? (text[i] + 1) % 4 : -100;
        }
        int[] shape = {SAMPLES, 5};
        Tensor lengths = Tensor.ofLongs("lengths", new int[] {SAMPLES}, LENGTHS);
        trained(TOKENS, Tensor.ofLongs("text", shape, text), Tensor.ofLongs("labels", shape, labels), lengths);
        Command eval = Command.run("eval", folder.resolve("m.lamina"), "--data", data, "--weights", weights);
        long steps = Arrays.stream(LENGTHS).sum();
        assertTrue(eval.out().startsWith("samples: " + SAMPLES + " (" + steps + " steps)\n"), eval::out);
        assertTrue(eval.out().contains("accuracy: 100.00 % (" + steps + ")"), eval::out);
    }

    @Test
    void saysWhatIsWrongWithLengths() throws IOException {
        Tensor x = numbers("x", 5, 2, 0);
        Tensor target = numbers("target", 5, 1, 0);
        refused(
                "the tensor `x` [9, 6, 2] has 6 steps a sample, but Sums takes 1 .. 5",
                numbers("x", 6, 2, 0),
                numbers("target", 6, 1, 0));
        refused(
                "the tensor `x` [9, 0, 2] has 0 steps a sample, but Sums takes 1 .. 5",
                Tensor.ofFloats("x", new int[] {9, 0, 2}, new float[0]),
                target);
        refused(
                "the tensor `lengths` [2] does not hold a number of steps for each of 9 samples",
                x,
                target,
                Tensor.ofLongs("lengths", new int[] {2}, new long[] {1, 2}));
        long[] wrong = LENGTHS.clone();
        wrong[4] = 6;
        refused(
                "`lengths`[4]: 6 is no number of steps: samples have 1 .. 5 here",
                x,
                target,
                Tensor.ofLongs("lengths", new int[] {9}, wrong));
    }

    private void refused(String problem, Tensor... tensors) throws IOException {
        Command train = train(String.format(NUMBERS, 5), tensors);
        assertEquals("error: " + data + ": " + problem + "\n", train.err());
        assertEquals(1, train.exit());
    }

    private Map<String, Tensor> trained(String model, Tensor... tensors) throws IOException {
        Command train = train(model, tensors);
        assertEquals(0, train.exit(), train::err);
        return Safetensors.read(weights);
    }

    private Command train(String model, Tensor... tensors) throws IOException {
        Path file = Files.writeString(folder.resolve("m.lamina"), model);
        Safetensors.write(data, Arrays.asList(tensors));
        return Command.run("train", file, "--data", data, "--test-fraction", 0, "--weights-out", weights);
    }

    private static void assertSame(Map<String, Tensor> expected, Map<String, Tensor> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, tensor) -> assertArrayEquals(
                tensor.floats(), Objects.requireNonNull(actual.get(name)).floats(), name));
    }

    private static long[] filled(long steps) {
        long[] lengths = new long[SAMPLES];
        Arrays.fill(lengths, steps);
        return lengths;
    }

    /** Steps of a sample, each with the numbers that it has however many there are, and padding behind that nobody can use. */
    private static Tensor numbers(String name, int steps, int features, int padding) {
        int all = steps + padding;
        float[] numbers = new float[SAMPLES * all * features];
        for (int i = 0; i < numbers.length; i++) {
            int step = i / features % all;
            int sample = i / features / all;
            numbers[i] = step < steps ? (float) Math.sin(1 + sample * 31 + step * 7 + i % features) : Float.NaN;
        }
        return Tensor.ofFloats(name, new int[] {SAMPLES, all, features}, numbers);
    }
}
