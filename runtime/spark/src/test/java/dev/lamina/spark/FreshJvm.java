package dev.lamina.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Another process of this machine, with the class path and the options of this one. */
final class FreshJvm {
    private static final int MINUTES = 8;

    private FreshJvm() {}

    /** Runs a main class, and returns the last line that it prints. */
    static String lastLine(
            Path javaHome, List<String> options, List<String> classPath, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(javaHome.resolve("bin/java").toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument ->
                        argument.startsWith("--add") || argument.startsWith("-D") || argument.startsWith("-XX:+Ignore"))
                .toList());
        command.addAll(options);
        command.addAll(List.of("-cp", String.join(System.getProperty("path.separator"), classPath), main.getName()));
        command.addAll(Arrays.asList(arguments));
        return lastLine(new ProcessBuilder(command));
    }

    /** Runs a program, and returns the last line that it prints. */
    static String lastLine(ProcessBuilder program) throws IOException, InterruptedException {
        Path out = Files.createTempFile(Files.createDirectories(Path.of("target")), "out", ".txt");
        try {
            Process process = program.redirectOutput(out.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            process.destroyForcibly();
            assertTrue(ended, "the other process has not ended");
            List<String> lines = Files.readAllLines(out);
            assertEquals(0, process.exitValue(), () -> String.join("\n", lines));
            assertFalse(lines.isEmpty());
            return lines.get(lines.size() - 1);
        } finally {
            Files.delete(out);
        }
    }

    static List<String> classPath() {
        return List.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")));
    }

    static Path home() {
        return Path.of(System.getProperty("java.home"));
    }

    /** The newest Java that is installed beside this one, if there is one that is newer. */
    static Optional<Path> newer() throws IOException {
        Path all = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(all)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(all)) {
            return homes.filter(home -> Files.isExecutable(home.resolve("bin/java")))
                    .filter(home -> feature(home) > Runtime.version().feature())
                    .max(Comparator.comparing(FreshJvm::feature));
        }
    }

    private static int feature(Path home) {
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("\\D*(\\d+).*", "$1"))
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
