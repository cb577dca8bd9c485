package dev.lamina.examples.services;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Where the build has put the projects, and how processes are started on them. */
final class Projects {
    private static final int MOST_MINUTES = 10;

    private Projects() {}

    /** A project as it was built. */
    static Path folder(String name) {
        return place("projects").resolve(name);
    }

    /** A place that the build names. */
    static Path place(String property) {
        return Path.of(System.getProperty(property, "")).toAbsolutePath();
    }

    /** The Java of this test. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A process to be started, whose Java is told nothing by the environment of this test. */
    static ProcessBuilder process(List<String> command) {
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        process.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return process;
    }

    /** What a process prints, which must end with 0; one that does not end in time is killed. */
    static String printed(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.start();
        CompletableFuture<Process> watched = process.onExit()
                .orTimeout(MOST_MINUTES, TimeUnit.MINUTES)
                .whenComplete((ended, late) -> {
                    if (late != null) {
                        process.descendants().forEach(ProcessHandle::destroyForcibly);
                        process.toHandle().destroyForcibly();
                    }
                });
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        watched.cancel(false);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
