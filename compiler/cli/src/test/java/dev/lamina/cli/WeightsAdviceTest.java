package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
}
