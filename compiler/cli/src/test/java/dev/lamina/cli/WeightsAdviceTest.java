package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that do not fit come with what would make them fit. */
class WeightsAdviceTest {
    @TempDir
    private Path folder;

    private static Tensor zeros(String name, int... shape) {
        int size = 1;
        for (int each : shape) {
            size *= each;
        }
        return Tensor.ofFloats(name, shape, new float[size]);
    }

    private String refused(String layers, List<Tensor> weights) throws IOException {
        Path model =
                Files.writeString(folder.resolve("m.lamina"), "model M { input x: sequence[3, 2]  " + layers + " }");
        Path file = folder.resolve("w.safetensors");
        Path in = folder.resolve("x.safetensors");
        Safetensors.write(file, weights);
        Safetensors.write(in, List.of(zeros("x", 1, 3, 2)));
        Command run = Command.run(
                "run", "--predict", model, "--weights", file, "--in", in, "--out", folder.resolve("y.safetensors"));
        assertEquals(1, run.exit(), run::out);
        return run.err();
    }

    private static List<Tensor> rnn(boolean secondBias) {
        List<Tensor> weights = new ArrayList<>(List.of(
                zeros("rnn1.weight_ih_l0", 4, 2), zeros("rnn1.weight_hh_l0", 4, 4), zeros("rnn1.bias_ih_l0", 4)));
        if (secondBias) {
            weights.add(zeros("rnn1.bias_hh_l0", 4));
        }
        return weights;
    }

    @Test
    void oneOrTwoBiasesAGate() throws IOException {
        String missing = refused("rnn(4)", rnn(false));
        assertTrue(missing.contains("the layer `rnn1` with `bias = single`"), missing);
        String extra = refused("rnn(4, bias = single)", rnn(true));
        assertTrue(extra.contains("the layer `rnn1` without `bias = single`"), extra);
    }

    @Test
    void aLayerWithoutABias() throws IOException {
        String missing = refused("fc(4)", List.of(zeros("fc1.weight", 4, 2)));
        assertTrue(missing.contains("the layer `fc1` with `bias = false`"), missing);
        String extra = refused("fc(4, bias = false)", List.of(zeros("fc1.weight", 4, 2), zeros("fc1.bias", 4)));
        assertTrue(extra.contains("the layer `fc1` without `bias = false`"), extra);
    }

    @Test
    void aTransposedMatrix() throws IOException {
        String transposed = refused("fc(4)", List.of(zeros("fc1.weight", 2, 4), zeros("fc1.bias", 4)));
        assertTrue(transposed.contains("weights convert --transpose fc1.weight"), transposed);
    }

    private Path weights = Path.of("");

    /** What {@code command} of the message says, done; then the weights fit. */
    private void fits(String layers, List<Tensor> tensors, String... command) throws IOException {
        String refused = refused(layers, tensors);
        assertTrue(refused.contains(String.join(" ", command)), refused);
        weights = folder.resolve("fitting.safetensors");
        List<Object> words =
                new ArrayList<>(List.of("weights", "convert", folder.resolve("w.safetensors"), "-o", weights));
        words.addAll(List.of(command).subList(3, command.length));
        Command convert = Command.run(words.toArray());
        assertEquals(0, convert.exit(), convert::err);
        Command run = Command.run(
                "run",
                "--predict",
                folder.resolve("m.lamina"),
                "--weights",
                weights,
                "--in",
                folder.resolve("x.safetensors"),
                "--out",
                folder.resolve("y.safetensors"));
        assertEquals(0, run.exit(), run::err);
    }

    @Test
    void namesOfASequential() throws IOException {
        fits(
                "fc(4) relu fc(4)",
                List.of(zeros("10.weight", 4, 4), zeros("10.bias", 4), zeros("2.weight", 4, 2), zeros("2.bias", 4)),
                "lamina weights convert --rename 2.=fc1. --rename 10.=fc2.".split(" "));
        fits(
                "fc(4) relu fc(4) relu fc(4)",
                List.of(
                        zeros("net.10.weight", 4, 4),
                        zeros("net.10.bias", 4),
                        zeros("net.0.weight", 4, 2),
                        zeros("net.0.bias", 4),
                        zeros("net.9.weight", 4, 4),
                        zeros("net.9.bias", 4)),
                "lamina weights convert --rename net.0.=fc1. --rename net.9.=fc2. --rename net.10.=fc3.".split(" "));
    }

    @Test
    void namesWhoseOrderIsNotKnownAreNotGuessed() throws IOException {
        String refused = refused(
                "fc(2) relu fc(2)",
                List.of(zeros("b.weight", 2, 2), zeros("b.bias", 2), zeros("a.weight", 2, 2), zeros("a.bias", 2)));
        assertFalse(refused.contains("--rename"), refused);
    }

    @Test
    void aKernelOfAConvolution() throws IOException {
        fits(
                "conv(4, kernel = 3)",
                List.of(zeros("conv1.weight", 3, 2, 4), zeros("conv1.bias", 4)),
                "lamina weights convert --transpose conv1.weight".split(" "));
    }

    @Test
    void aPrefixAndABias() throws IOException {
        List<Tensor> single = rnn(false).stream()
                .map(each -> zeros("module." + each.name(), each.shape()))
                .toList();
        String both = refused("rnn(4)", single);
        assertTrue(both.contains("--weights-prefix module."), both);
        assertTrue(both.contains("the layer `rnn1` with `bias = single`"), both);
        assertFalse(both.contains("is not one of M"), both);
    }

    @Test
    void allLayersAreNamed() throws IOException {
        String missing = refused("fc(4) fc(2)", List.of(zeros("fc1.weight", 4, 2), zeros("fc2.weight", 2, 4)));
        assertTrue(missing.contains("each of the layers `fc1`, `fc2` with `bias = false` has none either"), missing);
    }

    @Test
    void directionsAndLayersOfARecurrentOne() throws IOException {
        List<Tensor> both = new ArrayList<>(rnn(true));
        rnn(true).forEach(each -> both.add(zeros(each.name() + "_reverse", each.shape())));
        String one = refused("rnn(4)", both);
        assertTrue(one.contains("the layer `rnn1` with `bidirectional = true`"), one);
        String two = refused("rnn(4, bidirectional = true)", rnn(true));
        assertTrue(two.contains("the layer `rnn1` without `bidirectional = true`"), two);
        List<Tensor> stack = new ArrayList<>(rnn(true));
        rnn(true).forEach(each -> stack.add(zeros(each.name().replace("_l0", "_l1"), each.shape())));
        String more = refused("rnn(4)", stack);
        assertTrue(more.contains("the layer `rnn1` with `layers = 2`"), more);
        String fewer = refused("rnn(4, layers = 3)", rnn(true));
        assertTrue(fewer.contains("the layer `rnn1` with `layers = 1`"), fewer);
    }
}
