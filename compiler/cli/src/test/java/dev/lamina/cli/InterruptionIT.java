package dev.lamina.cli;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Ends a training run from outside, by signals. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class InterruptionIT {

    private static final Path LAUNCHER =
            Path.of("target", "lamina", "bin", "lamina").toAbsolutePath();

    /** Of 200 samples a fifth is held out; a step has 2. */
    private static final int STEPS_PER_EPOCH = 80;

    private static final int SIGINT = 2;

    private static final String IGNORED = "whoever started this build ignores SIGINT, and so does every process below";

    @Test
    void savesWhatWasLearntBeforeItEnds() throws Exception {
        Path folder = folder();
        Process process = train(folder);
        try (BufferedReader lines = process.inputReader()) {
            waitForAnEpoch(process, lines);
            process.toHandle().destroy(); // the process itself would close the streams too
            String rest = rest(process, lines);
            assertTrue(rest.contains("stopped after step "), rest);
        }
        assertEquals(128 + 15, ProcessEnd.of(process));
        assertEquals(
                Set.of("fc1.weight", "fc1.bias"),
                Safetensors.read(folder.resolve("w.safetensors")).keySet());
    }

    /** What a terminal sends for Ctrl-C; the picture needs parts of the JVM that are gone once it is ending. */
    @Test
    void endsAsEveryRunDoesAfterControlC() throws Exception {
        assumeFalse(ignoresInterrupts("self"), IGNORED);
        Path folder = folder();
        Process process = train(folder, "--curve=c.png");
        try (BufferedReader lines = process.inputReader()) {
            waitForAnEpoch(process, lines);
            if (ignoresInterrupts(Long.toString(process.pid()))) {
                process.toHandle().destroyForcibly();
                abort(IGNORED);
            }
            ProcessEnd.of(new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start());
            String rest = rest(process, lines);
            assertTrue(rest.contains("stopped after step ") && rest.contains("loss curve: c.png"), rest);
            assertTrue(rest.matches("(?s).*weights: w.safetensors \\(epoch \\d+, the best\\).*"), rest);
        }
        assertEquals(128 + 2, ProcessEnd.of(process));
        assertTrue(Files.size(folder.resolve("c.png")) > 1000);
        assertEquals(2, Safetensors.read(folder.resolve("w.safetensors")).size());
    }

    /** Where the terminal can do nothing, such as a window of an editor, the process itself gets the signal, and it holds the model. */
    @Test
    void aReplOfADumbTerminalKeepsItsModelAfterControlC() throws Exception {
        assumeFalse(ignoresInterrupts("self"), IGNORED);
        ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toString(), "repl").redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("TERM", "dumb");
        builder.environment().put("LAMINA_JAVA_OPTIONS", "-Dlamina.terminals=012"); // streams are terminals to it
        Process process = builder.start();
        try (BufferedReader lines = process.inputReader();
                Writer typed = process.outputWriter()) {
            typed.write("input x: vector[3]\nfc(2)\n");
            typed.flush();
            waitFor(process, lines, "8 parameters");
            ProcessEnd.of(new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start());
            Thread.sleep(500); // the line that is being read is given up
            typed.write("relu\n:list\n:quit\n");
            typed.flush();
            String rest = rest(process, lines);
            assertTrue(rest.contains("    fc(2)\n    relu\n"), rest);
        }
        assertEquals(0, ProcessEnd.of(process));
    }

    /** Nobody can answer this signal: what is on the disk is all there is. */
    @Test
    void aRunThatIsKilledGoesOnAsIfNothingHadHappened() throws Exception {
        Path folder = folder();
        Process process = train(folder, "--state=run.state", "--log=log.jsonl");
        try (BufferedReader lines = process.inputReader()) {
            waitForAnEpoch(process, lines);
            waitForAnEpoch(process, lines); // the first one's state is written by now
            process.toHandle().destroyForcibly();
            ProcessEnd.of(process);
        }
        Tensor step =
                requireNonNull(Safetensors.read(folder.resolve("run.state")).get("training.step"));
        String epochs = "--epochs=" + (step.longs()[0] / STEPS_PER_EPOCH + 3);
        assertEquals(0, command(folder, epochs, "--resume=run.state", "--weights-out=part", "--log=log.jsonl"));
        assertEquals(0, command(folder, epochs, "--weights-out=whole"));
        assertEquals(-1, Files.mismatch(folder.resolve("whole"), folder.resolve("part")));
        List<String> epochsOfLog = Files.readAllLines(folder.resolve("log.jsonl")).stream()
                .map(line -> line.substring(0, line.indexOf(',')))
                .toList();
        assertEquals(epochsOfLog.stream().distinct().toList(), epochsOfLog, "each epoch is logged once");
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of(),
                    files.filter(file -> file.getFileName().toString().startsWith("."))
                            .toList(),
                    "neither temporary files nor a lock are left");
        }
    }

    /**
     * Whether a process ignores SIGINT, as all processes below one do that a shell without job control has started in the background. Linux
     * tells; elsewhere the wait for the end is limited.
     */
    private static boolean ignoresInterrupts(String process) throws IOException {
        Path status = Path.of("/proc", process, "status");
        if (!Files.isReadable(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> new BigInteger(line.substring("SigIgn:".length()).strip(), 16))
                .anyMatch(signals -> signals.testBit(SIGINT - 1));
    }

    /** What it prints until it ends; kills a process that does not end in time, which ends its output too. */
    private static String rest(Process process, BufferedReader lines) throws Exception {
        return limited(process, () -> String.join("\n", lines.lines().toList()));
    }

    private static <T> T limited(Process process, Callable<T> read) throws Exception {
        FutureTask<T> task = new FutureTask<>(read);
        Thread reader = new Thread(task, "output");
        reader.setDaemon(true);
        reader.start();
        try {
            return task.get(ProcessEnd.MOST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            process.toHandle().destroyForcibly();
            throw new AssertionError("it did not end, or go on, within " + ProcessEnd.MOST_SECONDS + " s", late);
        }
    }

    private static Path folder() throws IOException {
        Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "interruption");
        Files.writeString(
                folder.resolve("m.lamina"),
                "model Small { input x: vector[2]  fc(2)  loss cross_entropy"
                        + "  train { optimizer sgd(rate = 0.01)  batch 2  epochs 2 } }");
        Files.writeString(folder.resolve("d.csv"), "1,2,0\n2,1,1\n".repeat(100));
        return folder;
    }

    /** A run without an end. */
    private static Process train(Path folder, String... more) throws IOException {
        ProcessBuilder builder = builder(folder, more);
        builder.command().addAll(List.of("--epochs=1000000000", "--weights-out=w.safetensors"));
        return builder.start();
    }

    private static int command(Path folder, String... more) throws IOException, InterruptedException {
        Process process = builder(folder, more)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return ProcessEnd.of(process);
    }

    private static ProcessBuilder builder(Path folder, String... more) {
        ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toString(), "train", "m.lamina", "--data=d.csv")
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors.txt").toFile());
        builder.command().addAll(List.of(more));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    private static void waitForAnEpoch(Process process, BufferedReader lines) throws Exception {
        waitFor(process, lines, "epoch ");
    }

    /** Reads up to a line with a text. */
    private static void waitFor(Process process, BufferedReader lines, String text) throws Exception {
        limited(process, () -> {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(text)) {
                    return line;
                }
            }
            throw new AssertionError("there was no " + text);
        });
    }
}
