package dev.lamina.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.cli.Command;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights whose file is not quite what the model needs: each message proposes an option, and the option works. */
class WeightsOptionsTest {
    private static final String MODEL = """
            model Small {
                input x: vector[2]
                fc(2)  relu
                fc(2)
                loss cross_entropy
            }
            """;

    @TempDir
    private Path folder;

    private Path model;
    private Path data;
    private Path weights;

    @BeforeEach
    void train() throws IOException {
        model = Files.writeString(folder.resolve("small.lamina"), MODEL);
        data = Files.writeString(folder.resolve("data.csv"), "a,b,label\n0,1,0\n1,0,1\n");
        weights = folder.resolve("w.safetensors");
        Command train = Command.run(
                "train", model, "--data", data, "--test-fraction", 0, "--epochs", 1, "--weights-out", weights);
        assertEquals(0, train.exit(), train.err());
    }

    private Command eval(Object... options) {
        List<Object> words = new java.util.ArrayList<>(List.of("eval", model, "--data", data, "--weights", weights));
        words.addAll(List.of(options));
        return Command.run(words.toArray());
    }

    private void assertProposed(String error, Object... options) {
        Command refused = eval();
        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains(error), refused.err());
        for (Object option : options) {
            assertTrue(refused.err().contains(option.toString()), refused.err());
        }
        Command eval = eval(options);
        assertEquals(0, eval.exit(), eval.err());
    }

    @Test
    void aPrefixAndExtraTensorsAreProposedAndTakenOff() {
        List<Tensor> tensors = new java.util.ArrayList<>();
        Safetensors.read(weights)
                .values()
                .forEach(each -> tensors.add(Tensor.ofFloats("module." + each.name(), each.shape(), each.floats())));
        tensors.add(Tensor.ofLongs("module.steps", new int[0], new long[1]));
        Safetensors.write(weights, tensors);
        assertProposed("begin with `module.`", "--weights-prefix", "module.", "--ignore-extra-tensors");
    }

    @Test
    void otherLayersAreTold() throws IOException {
        Files.writeString(model, MODEL.replace("relu", "tanh"));
        assertProposed("relu1: relu", "--ignore-layers");
    }

    @Test
    void convertedWeightsStillKnowWhatTheyBelongTo() {
        Path converted = folder.resolve("converted.safetensors");
        Command convert = Command.run("weights", "convert", weights, "-o", converted, "--type", "F64");
        assertEquals(0, convert.exit(), convert.err());
        Map<String, String> metadata = Safetensors.metadata(converted);
        assertEquals(Safetensors.metadata(weights), metadata);
        assertEquals("1", metadata.get("lamina.format"));
    }
}
