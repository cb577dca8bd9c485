package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code lamina gradcheck}. */
class GradcheckVerbTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lstm(3)",
                "gru(3)",
                "rnn(3)",
                "gru(3, reset = before, bias = single)",
                "lstm(2, bidirectional = true)"
            })
    void aModelOfOneStepHasGradientsOfTheWeightsThatReadTheState(String layer) throws IOException {
        Path model = Files.writeString(
                folder.resolve("m.lamina"),
                "model M { input x: sequence[1, 2]  " + layer + "  max  fc(2)  loss cross_entropy }");
        Command check = Command.run("gradcheck", model);
        assertEquals(0, check.exit(), check::out);
        assertFalse(check.out().contains("zero"), check::out);
    }

    /** The only feature is its own mean, so what layernorm gives is its bias; the row of a padding token has the gradient 0 by definition. */
    @ParameterizedTest
    @CsvSource({
        "'input x: vector[1]  layernorm fc(2)', true",
        "'input x: vector[3]  fc(1) softmax fc(2)', true",
        "'input x: tokens[3] below 5  embedding(4, padding = 0) mean fc(2)', false"
    })
    void aGradientThatIsZeroByNatureIsNoFault(String layers, boolean zero) throws IOException {
        Path model = Files.writeString(folder.resolve("m.lamina"), "model M { " + layers + "  loss mse }");
        Command check = Command.run("gradcheck", model);
        assertEquals(0, check.exit(), check::out);
        assertEquals(zero, check.out().contains("zero: the loss does not change with these numbers"), check::out);
    }
}
