package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Processes that tests start. One that does not end in time is killed with all that it has started, so that no test waits for ever. */
public final class StartedProcess {
    /** Most of them take seconds; this is for machines that are busy with other things. */
    private static final int MOST_SECONDS = 480;

    private StartedProcess() {}

    /** What a class prints, as output and as errors, in a JVM with the class path of this one; it must end with 0. */
    public static String java(List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        return java(options, System.getProperty("java.class.path"), main, arguments);
    }

    /** The same with another class path. */
    static String java(List<String> options, String classPath, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return printed(new ProcessBuilder(command).redirectErrorStream(true));
    }

    /** The output of a process, which must end with 0. */
    static String printed(ProcessBuilder builder) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of("target"));
        Path output =
                Files.createTempFile(folder, "started", ".txt"); // where `mvn clean` finds what a killed build leaves
        try {
            // A file, as whoever reads a pipe waits for all that have inherited it.
            Process process = builder.redirectOutput(output.toFile()).start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            String printed = Files.readString(output);
            if (!ended) {
                throw new AssertionError(
                        "it did not end within " + MOST_SECONDS + " s: " + builder.command() + "\n" + printed);
            }
            assertEquals(0, process.exitValue(), printed);
            return printed;
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
