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
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States of recurrent layers in {@code lamina run}, against h = tanh(w x + b + u h) worked out in double precision. */
class RunStatesTest {

    private static final String RNN = "model Small { input x: sequence[2, 1]  rnn(1) }";
    private static final String LSTM =
            "model Deep { input x: sequence[2, 1]  lstm(3, layers = 2, bidirectional = true)  last }";

    private static final double W = 0.5;
    private static final double U = -0.75;
    private static final double B = 0.25;
    private static final float[] INPUT = {1, 2, -1, 0.5f};
    private static final float[] INITIAL = {0.5f, -0.25f};

    @TempDir
    private Path folder;

    @Test
    void statesAndTheirGradientsGoInAndOut() throws IOException {
        Tensor upstream = Tensor.ofFloats("grad.rnn1.hn", new int[] {2, 1, 1}, new float[] {1, 2});
        Tensor outputGradient = Tensor.ofFloats("grad_output", new int[] {2, 2, 1}, new float[4]);
        Command run = run(RNN, List.of("--grad"), x(), h0(2, 1, 1), upstream, outputGradient);
        assertEquals(0, run.exit(), run::err);
        double[][] h = new double[2][];
        double[] gradient = new double[2];
        for (int sample = 0; sample < 2; sample++) {
            h[sample] = states(sample, INITIAL[sample]);
            gradient[sample] = (sample + 1) * U * U * slope(h[sample][0]) * slope(h[sample][1]);
        }
        Map<String, Tensor> results = results();
        assertEquals(
                Set.of(
                        "output",
                        "rnn1.hn",
                        "grad.x",
                        "grad.rnn1.h0",
                        "grad.rnn1.weight_ih_l0",
                        "grad.rnn1.weight_hh_l0",
                        "grad.rnn1.bias_ih_l0",
                        "grad.rnn1.bias_hh_l0"),
                results.keySet());
        assertTensor(results, "output", new int[] {2, 2, 1}, h[0][0], h[0][1], h[1][0], h[1][1]);
        assertTensor(results, "rnn1.hn", new int[] {2, 1, 1}, h[0][1], h[1][1]);
        assertTensor(results, "grad.rnn1.h0", new int[] {2, 1, 1}, gradient);
    }

    @Test
    void aPredictingNetworkTakesAndGivesStatesToo() throws IOException {
        Command run = run(RNN, List.of("--predict"), x(), h0(2, 1, 1));
        assertEquals(0, run.exit(), run::err);
        assertTensor(results(), "rnn1.hn", new int[] {2, 1, 1}, states(0, INITIAL[0])[1], states(1, INITIAL[1])[1]);
    }

    @Test
    void aStateThatIsNotGivenIsZero() throws IOException {
        Tensor unused = Tensor.ofFloats("grad.rnn1.hn", new int[] {2, 1, 1}, new float[2]);
        Command run = run(RNN, List.of(), x(), unused);
        assertEquals(0, run.exit(), run::err);
        assertTensor(results(), "rnn1.hn", new int[] {2, 1, 1}, states(0, 0)[1], states(1, 0)[1]);
    }

    @Test
    void everyLayerAndDirectionHasARowOfHAndOfC() throws IOException {
        Tensor outputGradient = Tensor.ofFloats("grad_output", new int[] {2, 6}, new float[12]);
        Tensor c0 = Tensor.ofFloats("lstm1.c0", new int[] {2, 4, 3}, new float[24]);
        Command run = runUntrained(LSTM, List.of("--grad"), x(), c0, outputGradient);
        assertEquals(0, run.exit(), run::err);
        Map<String, Tensor> results = results();
        for (String name : List.of("lstm1.hn", "lstm1.cn", "grad.lstm1.h0", "grad.lstm1.c0")) {
            assertArrayEquals(
                    new int[] {2, 4, 3},
                    Objects.requireNonNull(results.get(name), name).shape(),
                    name);
        }
    }

    @Test
    void saysWhatIsWrongWithAState() throws IOException {
        assertRefused(h0(1, 2, 1), " the tensor `rnn1.h0` has the shape [1, 2, 1], but Small needs [2, 1, 1]");
        assertRefused(
                Tensor.ofFloats("rnn1.h0", new int[] {2, 1, 1}, new float[] {1, Float.NaN}),
                " `rnn1.h0`[1, 0, 0] is NaN, but finite 32-bit floats are needed");
        assertRefused(
                Tensor.ofFloats("rnn1.c0", new int[] {2, 1, 1}, new float[2]),
                " the tensor `rnn1.c0` is not needed here; needed: x");
    }

    private void assertRefused(Tensor state, String problem) throws IOException {
        Command run = run(RNN, List.of(), x(), state);
        assertEquals("error: " + folder.resolve("x.safetensors") + ":" + problem + "\n", run.err());
        assertEquals(1, run.exit());
        assertFalse(Files.exists(folder.resolve("y.safetensors")));
    }

    private static double[] states(int sample, double initial) {
        double first = Math.tanh(W * INPUT[2 * sample] + B + U * initial);
        return new double[] {first, Math.tanh(W * INPUT[2 * sample + 1] + B + U * first)};
    }

    private static double slope(double tanh) {
        return 1 - tanh * tanh;
    }

    private Command run(String model, List<String> options, Tensor... in) throws IOException {
        Path weights = folder.resolve("w.safetensors");
        int[] one = {1, 1};
        Safetensors.write(
                weights,
                List.of(
                        Tensor.ofFloats("rnn1.weight_ih_l0", one, new float[] {(float) W}),
                        Tensor.ofFloats("rnn1.weight_hh_l0", one, new float[] {(float) U}),
                        Tensor.ofFloats("rnn1.bias_ih_l0", new int[] {1}, new float[] {(float) B}),
                        Tensor.ofFloats("rnn1.bias_hh_l0", new int[] {1}, new float[1])));
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--weights", weights.toString()));
        return runUntrained(model, all, in);
    }

    private Command runUntrained(String model, List<String> options, Tensor... in) throws IOException {
        Path file = Files.writeString(folder.resolve("m.lamina"), model);
        Path input = folder.resolve("x.safetensors");
        Safetensors.write(input, Arrays.asList(in));
        List<Object> words =
                new ArrayList<>(List.of("run", file, "--in", input, "--out", folder.resolve("y.safetensors")));
        words.addAll(options);
        return Command.run(words.toArray());
    }

    private Map<String, Tensor> results() {
        return Safetensors.read(folder.resolve("y.safetensors"));
    }

    private static Tensor x() {
        return Tensor.ofFloats("x", new int[] {2, 2, 1}, INPUT);
    }

    private static Tensor h0(int... shape) {
        return Tensor.ofFloats("rnn1.h0", shape, INITIAL);
    }

    private static void assertTensor(Map<String, Tensor> results, String name, int[] shape, double... expected) {
        Tensor tensor = Objects.requireNonNull(results.get(name), name);
        assertArrayEquals(shape, tensor.shape(), name);
        // Two steps of a product of numbers near 1, in floats.
        assertArrayEquals(expected, tensor.doubles(), 1e-6, name);
    }
}
