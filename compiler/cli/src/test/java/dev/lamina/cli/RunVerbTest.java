package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code lamina run}, against a softmax regression worked out in double precision. */
class RunVerbTest {

    private static final String LABELLED = """
            model Small(classes = 3) {
                input x: vector[2]
                fc(classes)
                loss cross_entropy
                train { optimizer sgd(rate = 0.5)  batch 2  epochs 1 }
            }
            """;
    private static final String BARE = "model Bare { input x: vector[2]  fc(3) }";
    private static final String NUMBERS = "model Line { input x: vector[2]  fc(3)  loss mse }";

    private static final float[] WEIGHT = {0.5f, -0.25f, 1, 0.75f, -0.5f, 0.125f};
    private static final float[] BIAS = {0.1f, -0.2f, 0.3f};
    private static final float[] INPUT = {1, 2, -1, 0.5f};
    private static final long[] LABELS = {2, 0};

    @TempDir
    private Path folder;

    private Path weights;
    private Path out;

    @BeforeEach
    void writeWeights() {
        out = folder.resolve("y.safetensors");
        weights = tensors(
                "w.safetensors",
                Tensor.ofFloats("fc1.weight", new int[] {3, 2}, WEIGHT),
                Tensor.ofFloats("fc1.bias", new int[] {3}, BIAS));
    }

    @ParameterizedTest
    @CsvSource({"vector,all", "vector,none", "scalar,all", "scalar,none"})
    void givesOutputLossAndGradients(String target, String fusion) throws IOException {
        Softmax expected = new Softmax(WEIGHT, BIAS);
        double loss = expected.pass(INPUT, LABELS);
        Command run = run(LABELLED, input(LABELS), "--grad", "--target", target, "--fuse", fusion);
        assertEquals(0, run.exit(), run::err);
        Map<String, Tensor> results = Safetensors.read(out);
        assertEquals(Set.of("output", "loss", "grad.x", "grad.fc1.weight", "grad.fc1.bias"), results.keySet());
        assertTensor(results, "output", new int[] {2, 3}, expected.output);
        assertTensor(results, "loss", new int[0], loss);
        assertTensor(results, "grad.x", new int[] {2, 2}, expected.inputGradient);
        assertTensor(results, "grad.fc1.weight", new int[] {3, 2}, expected.weightGradient);
        assertTensor(results, "grad.fc1.bias", new int[] {3}, expected.biasGradient);
    }

    @Test
    void takesStepsOfTheOptimizer() throws IOException {
        Softmax expected = new Softmax(WEIGHT, BIAS);
        double[] losses = {expected.step(INPUT, LABELS, 0.5), expected.step(INPUT, LABELS, 0.5)};
        float[] twice = Arrays.copyOf(INPUT, 8);
        System.arraycopy(INPUT, 0, twice, 4, 4);
        Path in = tensors(
                "x.safetensors",
                Tensor.ofFloats("x", new int[] {2, 2, 2}, twice),
                Tensor.ofLongs("labels", new int[] {2, 2}, new long[] {2, 0, 2, 0}));
        Command run = run(LABELLED, in, "--steps", 2);
        assertEquals(0, run.exit(), run::err);
        Map<String, Tensor> results = Safetensors.read(out);
        assertEquals(Set.of("losses", "fc1.weight", "fc1.bias"), results.keySet());
        assertTensor(results, "losses", new int[] {2}, losses);
        assertTensor(results, "fc1.weight", new int[] {3, 2}, expected.weight);
        assertTensor(results, "fc1.bias", new int[] {3}, expected.bias);
    }

    @ParameterizedTest
    @CsvSource({"labels, loss cross_entropy", "target, loss mse", "grad_output, ''"})
    void anInputMayHaveTheNameOfWhatLiesBesideIt(String name, String loss) throws IOException {
        String text = "model Odd { input " + name + ": vector[2]  fc(3)  " + loss + " }";
        Tensor beside = name.equals("labels")
                ? Tensor.ofLongs("labels_", new int[] {2}, LABELS)
                : Tensor.ofFloats(name + "_", new int[] {2, 3}, new float[6]);
        Path in = tensors("x.safetensors", Tensor.ofFloats(name, new int[] {2, 2}, INPUT), beside);
        Command run = run(text, in, "--grad");
        assertEquals(0, run.exit(), run::err);
        assertTrue(Safetensors.read(out).containsKey("grad." + name));
        Path alone = tensors("alone.safetensors", Tensor.ofFloats(name, new int[] {2, 2}, INPUT));
        assertTrue(run(text, alone, "--grad").err().contains("the tensor `" + name + "_`"));
    }

    @Test
    void predictsWithoutLabels() throws IOException {
        Softmax expected = new Softmax(WEIGHT, BIAS);
        expected.pass(INPUT, LABELS);
        Command run = run(LABELLED, tensors("x.safetensors", x(INPUT)), "--predict");
        assertEquals(0, run.exit(), run::err);
        assertTensor(Safetensors.read(out), "output", new int[] {2, 3}, expected.output);
    }

    @Test
    void theSameTensorsServeWithAndWithoutGradients() throws IOException {
        Path in = tensors("x.safetensors", x(INPUT), Tensor.ofFloats("grad_output", new int[] {2, 3}, new float[6]));
        Command run = run(BARE, in);
        assertEquals(0, run.exit(), run::err);
        assertEquals(Set.of("output"), Safetensors.read(out).keySet());
    }

    @Test
    void feedsTheGradientOfTheOutputToAModelWithoutALoss() throws IOException {
        Path in = tensors("x.safetensors", x(INPUT), Tensor.ofFloats("grad_output", new int[] {2, 3}, new float[] {
            1, 0, 0, 0, 2, 0
        }));
        Command run = run(BARE, in, "--grad");
        assertEquals(0, run.exit(), run::err);
        Map<String, Tensor> results = Safetensors.read(out);
        assertEquals(Set.of("output", "grad.x", "grad.fc1.weight", "grad.fc1.bias"), results.keySet());
        assertTensor(results, "grad.fc1.bias", new int[] {3}, 1, 2, 0);
        assertTensor(results, "grad.x", new int[] {2, 2}, 0.5, -0.25, 2, 1.5);
    }

    @Test
    void comparesWithATarget() throws IOException {
        Path in = tensors("x.safetensors", x(INPUT), Tensor.ofFloats("target", new int[] {2, 3}, new float[6]));
        Command run = run(NUMBERS, in);
        assertEquals(0, run.exit(), run::err);
        Softmax expected = new Softmax(WEIGHT, BIAS);
        expected.pass(INPUT, LABELS);
        double loss = Arrays.stream(expected.output).map(y -> y * y / 6).sum();
        assertTensor(Safetensors.read(out), "loss", new int[0], loss);
    }

    @Test
    void saysWhatIsMissingAndWhatIsTooMuch() throws IOException {
        assertRefused(
                LABELLED,
                tensors("x.safetensors", x(INPUT), Tensor.ofLongs("label", new int[] {2}, LABELS)),
                "\n  - the tensor `labels` [2] is missing"
                        + "\n  - the tensor `label` is not needed here; needed: x, labels");
        assertRefused(
                LABELLED,
                tensors("x.safetensors", Tensor.ofLongs("labels", new int[] {2}, LABELS)),
                " the tensor `x` [N, 2] is missing");
        assertRefused(BARE, input(LABELS), " the tensor `labels` is not needed here; needed: x");
    }

    @Test
    void saysWhichShapeIsWrong() throws IOException {
        assertRefused(
                BARE,
                tensors("x.safetensors", Tensor.ofFloats("x", new int[] {4}, INPUT)),
                " the tensor `x` has the shape [4], but Bare needs [N, 2]");
        assertRefused(
                BARE,
                tensors("x.safetensors", Tensor.ofFloats("x", new int[] {1, 4}, INPUT)),
                " the tensor `x` has the shape [1, 4], but Bare needs [N, 2]");
        assertRefused(
                LABELLED,
                tensors("x.safetensors", x(INPUT), Tensor.ofLongs("labels", new int[] {2, 1}, LABELS)),
                " the tensor `labels` has the shape [2, 1], but Small needs [2]");
        assertRefused(
                LABELLED,
                tensors("x.safetensors", Tensor.ofFloats("x", new int[] {1, 2, 2}, INPUT)),
                " the tensor `x` holds 1 step, but --steps is 3",
                "--steps",
                3);
    }

    @Test
    void saysWhichValueIsWrong() throws IOException {
        assertRefused(
                BARE,
                tensors("x.safetensors", x(new float[] {1, 2, Float.NaN, 4})),
                " `x`[1, 0] is NaN, but finite 32-bit floats are needed");
        assertRefused(
                LABELLED,
                input(new long[] {2, 3}),
                " `labels`[1] is 3, but Small has 3 classes: 0 .. 2, counted from 0");
        assertRefused(
                LABELLED,
                tensors("x.safetensors", x(INPUT), Tensor.ofFloats("labels", new int[] {2}, new float[2])),
                " the tensor `labels` is F32, but whole numbers (such as I64) are needed");
        assertRefused(
                BARE,
                tensors("x.safetensors", Tensor.ofLongs("x", new int[] {2, 2}, new long[4])),
                " the tensor `x` is I64, but floating-point numbers (F32) are needed");
    }

    @Test
    void takesNoStepsWithoutATrainBlock() throws IOException {
        Command run = run(NUMBERS, tensors("x.safetensors", x(INPUT)), "--steps", 1);
        assertEquals(1, run.exit());
        assertTrue(run.err().startsWith("error: the model Line has no train block"), run::err);
    }

    @Test
    void refusesWeightsOfAnotherShape() throws IOException {
        weights = tensors("v.safetensors", Tensor.ofFloats("fc1.weight", new int[] {2, 3}, WEIGHT));
        Command run = run(BARE, tensors("x.safetensors", x(INPUT)));
        assertEquals(1, run.exit());
        assertFalse(run.err().contains("\tat "), run::err);
        assertFalse(Files.exists(out));
    }

    private void assertRefused(String model, Path in, String problem, Object... more) throws IOException {
        Command run = run(model, in, more);
        assertEquals("error: " + in + ":" + problem + "\n", run.err());
        assertEquals(1, run.exit());
        assertFalse(Files.exists(out));
    }

    private Command run(String model, Path in, Object... more) throws IOException {
        Path file = Files.writeString(folder.resolve("m.lamina"), model);
        List<Object> words = new ArrayList<>(List.of("run", file, "--in", in, "--weights", weights, "--out", out));
        words.addAll(Arrays.asList(more));
        return Command.run(words.toArray());
    }

    private Path input(long[] labels) {
        return tensors("x.safetensors", x(INPUT), Tensor.ofLongs("labels", new int[] {2}, labels));
    }

    private static Tensor x(float[] elements) {
        return Tensor.ofFloats("x", new int[] {2, 2}, elements);
    }

    private Path tensors(String name, Tensor... tensors) {
        Path file = folder.resolve(name);
        Safetensors.write(file, List.of(tensors));
        return file;
    }

    private static void assertTensor(Map<String, Tensor> results, String name, int[] shape, double... expected) {
        Tensor tensor = Objects.requireNonNull(results.get(name), name);
        assertArrayEquals(shape, tensor.shape(), name);
        // Sums of at most three products of numbers near 1, in floats.
        assertArrayEquals(expected, tensor.doubles(), 1e-6, name);
    }
}
