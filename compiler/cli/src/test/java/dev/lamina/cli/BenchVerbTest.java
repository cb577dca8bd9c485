package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lamina bench} and {@code lamina gradcheck}, which need a model and nothing else. */
class BenchVerbTest {

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = Files.writeString(
                folder.resolve("m.lamina"),
                "model Small { input x: image[1, 6, 6]  conv(2, kernel = 3)  relu  maxpool(2)  flatten  fc(3)"
                        + "  loss cross_entropy }");
    }

    @Test
    void measuresPredictingAndTraining() {
        Command bench = Command.run("bench", model, "--seconds", "0.01", "--batch", 3);
        assertEquals(0, bench.exit(), bench::err);
        assertTrue(bench.out().matches("(?s).*predict +1 +.*predict +3 .*train +3 .*"), bench::out);
    }

    @Test
    void agreesWithDifferencesOfTheLoss() {
        Command check = Command.run("gradcheck", model);
        assertEquals(0, check.exit(), () -> check.out() + check.err());
        assertTrue(check.out().contains("conv1.weight"), check::out);
        assertTrue(check.out().contains("\n  x "), check::out);
    }

    @Test
    void refusesMoreSamplesThanAWorkspaceHolds() {
        Command check = Command.run("gradcheck", model, "--batch", 500_000_000);
        assertEquals(1, check.exit());
        assertTrue(check.err().startsWith("error: a capacity of 500000000 needs a workspace of "), check::err);
    }
}
