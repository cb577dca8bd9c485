package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sequences of fewer steps in {@code lamina run}, against the same model written for that many. */
class RunLengthsTest {

    private static final String SUMS =
            "model Sums { input x: sequence[%d, 2]  gru(3)  fc(1)  loss mse  train { optimizer sgd(rate = 0.1) } }";
    private static final String FINAL = "model Final { input x: sequence[4, 2]  rnn(3)  mean }";

    @TempDir
    private Path folder;

    @Test
    void fewerStepsGiveWhatAModelOfThatManyGives() throws IOException {
        List<List<String>> options = List.of(List.of("--grad"), List.of("--predict"), List.of("--steps", "2"));
        for (List<String> option : options) {
            int[] leading = option.contains("--steps") ? new int[] {2, 2} : new int[] {2};
            Tensor[] given = {numbers("x", leading, 3, 2), numbers("target", leading, 3, 1)};
            if (option.contains("--predict")) {
                given = new Tensor[] {given[0]};
            }
            Map<String, Tensor> exact = results(run(String.format(SUMS, 3), option, given));
            Map<String, Tensor> fewer = results(run(String.format(SUMS, 5), option, given));
            assertEquals(exact.keySet(), fewer.keySet());
            exact.forEach((name, tensor) -> {
                Tensor other = Objects.requireNonNull(fewer.get(name));
                assertArrayEquals(tensor.shape(), other.shape(), name);
                assertArrayEquals(tensor.floats(), other.floats(), name);
            });
        }
    }

    @Test
    void eachSampleMayHaveItsOwn() throws IOException {
        Tensor x = numbers("x", new int[] {2}, 4, 2);
        Tensor lengths = Tensor.ofLongs("lengths", new int[] {2}, new long[] {4, 1});
        Tensor upstream = Tensor.ofFloats("grad_output", new int[] {2, 3}, new float[] {1, 2, 3, 4, 5, 6});
        Map<String, Tensor> results = results(run(FINAL, List.of("--grad"), x, lengths, upstream));
        float[] gradient = Objects.requireNonNull(results.get("grad.x")).floats();
        float[] output = Objects.requireNonNull(results.get("output")).floats();
        float[] state = Objects.requireNonNull(results.get("rnn1.hn")).floats();
        assertArrayEquals(new float[6], Arrays.copyOfRange(gradient, 10, 16), "gradient of padding");
        assertFalse(gradient[8] == 0 || gradient[7] == 0, Arrays.toString(gradient));
        // The mean over one step is that step.
        assertArrayEquals(Arrays.copyOfRange(output, 3, 6), Arrays.copyOfRange(state, 3, 6));
    }

    @Test
    void paddingMayBeAnything() throws IOException {
        Tensor lengths = Tensor.ofLongs("lengths", new int[] {2}, new long[] {4, 1});
        float[] junk = numbers("x", new int[] {2}, 4, 2).floats().clone();
        Arrays.fill(junk, 10, 16, Float.NaN);
        Tensor x = Tensor.ofFloats("x", new int[] {2, 4, 2}, junk);
        refused("`x`[1, 1, 0] is NaN, but finite 32-bit floats are needed", x, lengths(4, 2));
        Map<String, Tensor> clean = results(run(FINAL, List.of(), numbers("x", new int[] {2}, 4, 2), lengths));
        Map<String, Tensor> padded = results(run(FINAL, List.of(), x, lengths));
        assertArrayEquals(
                Objects.requireNonNull(clean.get("output")).floats(),
                Objects.requireNonNull(padded.get("output")).floats());
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Tensor x = numbers("x", new int[] {2}, 4, 2);
        refused("the tensor `x` has 5 steps a sample, but Final has room for 4", numbers("x", new int[] {2}, 5, 2));
        refused(
                "the tensor `x` has the shape [2, 0, 2], but Final needs [N, 1 .. 4, 2]",
                Tensor.ofFloats("x", new int[] {2, 0, 2}, new float[0]));
        refused(
                "the tensor `x` has the shape [2, 4], but Final needs [N, 1 .. 4, 2]",
                Tensor.ofFloats("x", new int[] {2, 4}, new float[8]));
        refused("`lengths`[1] is 0, but samples have 1 .. 4 steps here", x, lengths(4, 0));
        refused(
                "`lengths`[0] is 3, but samples have 1 .. 2 steps here",
                numbers("x", new int[] {2}, 2, 2),
                lengths(3, 1));
        refused("the tensor `lengths` has the shape [3], but Final needs [2]", x, lengths(1, 2, 3));
        refused(
                "the tensor `lengths` is F32, but whole numbers (such as I64) are needed",
                x,
                Tensor.ofFloats("lengths", new int[] {2}, new float[] {1, 2}));
    }

    @Test
    void aMaskLeavesStepsOutAndPutsGapsBack() throws IOException {
        String model = "model Gaps { input x: sequence[4, 2]  gru(3, bidirectional = true)  fc(1)  loss mse }";
        boolean[] there = {true, false, true, true, false, false, true, false};
        float[] x = numbers("x", new int[] {2}, 4, 2).floats();
        float[] target = numbers("target", new int[] {2}, 4, 1).floats();
        Tensor mask = Tensor.ofLongs("mask", new int[] {2, 4}, new long[] {1, 0, 1, 1, 0, 0, 1, 0});
        Map<String, Tensor> masked = results(run(
                model,
                List.of("--grad"),
                Tensor.ofFloats("x", new int[] {2, 4, 2}, x),
                Tensor.ofFloats("target", new int[] {2, 4, 1}, target),
                mask));
        Map<String, Tensor> packed = results(run(
                model,
                List.of("--grad"),
                Tensor.ofFloats("x", new int[] {2, 4, 2}, packed(x, there)),
                Tensor.ofFloats("target", new int[] {2, 4, 1}, packed(target, there)),
                lengths(3, 1)));
        assertEquals(packed.keySet(), masked.keySet());
        packed.forEach((name, tensor) -> {
            boolean ofSteps = name.equals("output") || name.equals("grad.x");
            float[] found = Objects.requireNonNull(masked.get(name)).floats();
            assertArrayEquals(tensor.floats(), ofSteps ? packed(found, there) : found, name);
            int row = found.length / there.length;
            for (int i = 0; ofSteps && i < found.length; i++) {
                assertEquals(there[i / row], found[i] != 0, name);
            }
        });
    }

    /** The steps that are there at the front of their sample of four, and zeros behind them. */
    private static float[] packed(float[] elements, boolean[] there) {
        int row = elements.length / there.length;
        float[] packed = new float[elements.length];
        for (int sample = 0; sample < there.length / 4; sample++) {
            int to = sample * 4;
            for (int step = sample * 4; step < sample * 4 + 4; step++) {
                if (there[step]) {
                    System.arraycopy(elements, step * row, packed, to++ * row, row);
                }
            }
        }
        return packed;
    }

    @Test
    void saysWhatIsWrongWithAMask() throws IOException {
        Tensor x = numbers("x", new int[] {1}, 4, 2);
        refused("`mask`[0] has 0 steps, but samples have 1 .. 4 steps here", x, mask(0, 0, 0, 0));
        refused(
                "`mask`[0, 1] is 2, but a mask has 1 for a step that is there and 0 for a gap", x, mask(1, 2, 0, 0));
        refused(
                "of `mask` and `lengths` one is enough: a mask has 0 behind the last step",
                x,
                mask(1, 1, 0, 0),
                lengths(2));
    }

    private static Tensor mask(long... each) {
        return Tensor.ofLongs("mask", new int[] {1, 4}, each);
    }

    private void refused(String problem, Tensor... in) throws IOException {
        Command run = run(FINAL, List.of(), in);
        assertEquals("error: " + folder.resolve("x.safetensors") + ": " + problem + "\n", run.err());
        assertEquals(1, run.exit());
        assertFalse(Files.exists(folder.resolve("y.safetensors")));
    }

    private static Tensor lengths(long... each) {
        return Tensor.ofLongs("lengths", new int[] {each.length}, each);
    }

    private static Tensor numbers(String name, int[] leading, int steps, int features) {
        int[] shape = Arrays.copyOf(leading, leading.length + 2);
        shape[leading.length] = steps;
        shape[leading.length + 1] = features;
        float[] numbers = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) Math.sin(i + features);
        }
        return Tensor.ofFloats(name, shape, numbers);
    }

    private Command run(String model, List<String> options, Tensor... in) throws IOException {
        Path file = Files.writeString(folder.resolve("m.lamina"), model);
        Path input = folder.resolve("x.safetensors");
        Safetensors.write(input, Arrays.asList(in));
        List<Object> words =
                new ArrayList<>(List.of("run", file, "--in", input, "--out", folder.resolve("y.safetensors")));
        words.addAll(options);
        return Command.run(words.toArray());
    }

    private Map<String, Tensor> results(Command run) {
        assertEquals(0, run.exit(), run::err);
        return Safetensors.read(folder.resolve("y.safetensors"));
    }
}
