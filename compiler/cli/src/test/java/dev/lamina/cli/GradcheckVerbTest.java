package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
        assertFalse(check.out().contains("ALL ZERO"), check::out);
    }
}
