package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The script that takes weights from PyTorch to Lamina and back, where there is PyTorch. */
class PyTorchScriptIT {
    private static final String PYTHON = "python3";

    private record Outcome(int exit, String printed) {}

    @Test
    void weightsGoBothWays() throws Exception {
        assumeTrue(hasPyTorch());
        Path script = Path.of("..", "..", "examples", "pytorch", "lenet.py");
        Path launcher = Path.of("target", "lamina", "bin", "lamina").toAbsolutePath();
        Outcome outcome = run(PYTHON, script.toString(), launcher.toString());
        assertEquals(0, outcome.exit(), outcome::printed);
        assertTrue(outcome.printed().endsWith("weights went both ways\n"), outcome::printed);
    }

    private static boolean hasPyTorch() throws InterruptedException {
        try {
            return run(PYTHON, "-c", "import torch").exit() == 0;
        } catch (IOException noPython) {
            return false;
        }
    }

    private static Outcome run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), printed);
    }
}
