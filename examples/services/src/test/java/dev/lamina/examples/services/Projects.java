package dev.lamina.examples.services;

import java.nio.file.Path;
import java.util.List;

/** Where the build has put the projects, and how processes are started on them. */
final class Projects {
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
}
