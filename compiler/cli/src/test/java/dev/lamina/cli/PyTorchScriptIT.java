package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The script that takes weights from PyTorch to Lamina and back, where there is PyTorch. */
class PyTorchScriptIT {
    /** The first on the path may be one that a developer installed, without what the system's has. */
    private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");

    private record Outcome(int exit, String printed) {}

    @Test
    void weightsGoBothWays() throws Exception {
        Optional<String> python =
                PYTHONS.stream().filter(PyTorchScriptIT::hasPyTorch).findFirst();
        assumeTrue(python.isPresent(), "there is no PyTorch here");
        Path script = Path.of("..", "..", "examples", "pytorch", "lenet.py");
        Path launcher = Path.of("target", "lamina", "bin", "lamina").toAbsolutePath();
        Outcome outcome = run(python.get(), script.toString(), launcher.toString());
        assertEquals(0, outcome.exit(), outcome::printed);
        assertTrue(outcome.printed().endsWith("weights went both ways\n"), outcome::printed);
    }

    private static boolean hasPyTorch(String python) {
        try {
            return run(python, "-c", "import torch").exit() == 0;
        } catch (IOException | InterruptedException noPython) {
            return false;
        }
    }

    private static Outcome run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String printed = ProcessEnd.output(process);
        return new Outcome(ProcessEnd.of(process), printed);
    }
}
