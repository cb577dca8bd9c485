package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The commands of the page on Gradle, run as a shell runs them, in the project that the page shows. */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class GradlePageIT {
    private static final Path PROJECT = Path.of("src", "it", "gradle");
    private static final Path DISTRIBUTION = Path.of("target", "lamina").toAbsolutePath();
    private static final String NOTICE = "run as plain Java";

    private Path folder;

    private record Printed(String out, String err) {}

    @BeforeEach
    void copyTheProject() throws IOException {
        folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "gradle");
        List<Path> files;
        try (Stream<Path> all = Files.walk(PROJECT)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path copy = folder.resolve(PROJECT.relativize(file));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
        Files.createSymbolicLink(folder.resolve("lamina"), DISTRIBUTION);
        try (Stream<Path> jars = Files.list(DISTRIBUTION.resolve("lib"))) {
            Path runtime = jars.filter(jar -> jar.getFileName().toString().startsWith("lamina-runtime"))
                    .findFirst()
                    .orElseThrow();
            Files.createSymbolicLink(folder.resolve("lamina-runtime.jar"), runtime);
        }
    }

    @Test
    void theProjectRunsOnBothTargetsWithTheSameNumbers() throws Exception {
        List<String> commands = commands();
        Printed written = run(commands.get(0));
        assertEquals("", written.err());
        List<String> lines = written.out().lines().toList();
        assertEquals(4, lines.size(), written::out);
        assertTrue(lines.subList(0, 3).stream().allMatch(line -> line.startsWith("wrote build/lamina/")), written::out);
        assertEquals("to compile the sources: javac -cp lamina-runtime.jar:build/lamina/classes ...", lines.get(3));
        assertEquals(new Printed("", ""), run(commands.get(1)));
        Printed plain = run(commands.get(2));
        assertTrue(plain.err().contains(NOTICE), plain::err);
        Printed vectors = run(commands.get(3));
        assertFalse(vectors.err().contains(NOTICE), vectors::err);
        assertEquals(plain.out(), vectors.out());
        assertTrue(plain.out().matches("\\S+ \\S+\n"), plain::out);
    }

    /** Gradle's task runs the page's first command. */
    @Test
    void theTaskHasTheArgumentsOfTheFirstCommand() throws IOException {
        String build = Files.readString(PROJECT.resolve("build.gradle"));
        Matcher arguments = Pattern.compile("(?s) args (.*?)\n    inputs").matcher(build);
        assertTrue(arguments.find(), build);
        Map<String, String> names =
                Map.of("modelSources", "build/lamina/sources", "modelClasses", "build/lamina/classes");
        List<String> words = new ArrayList<>(List.of("java", "-cp", "\"lamina/lib/*\"", "dev.lamina.cli.Main"));
        for (String word : arguments.group(1).strip().split(",\\s*")) {
            words.add(names.getOrDefault(word, word.replace("'", "")));
        }
        names.forEach((name, value) -> assertTrue(build.contains("def " + name + " = '" + value + "'"), name));
        assertEquals(commands().get(0), String.join(" ", words));
    }

    private static List<String> commands() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "gradle.md"));
        Matcher block = Pattern.compile("(?ms)^```sh\\n(.*?)^```$").matcher(page);
        assertTrue(block.find());
        return block.group(1).lines().toList();
    }

    private Printed run(String command) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors.txt");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectError(errors.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        String bin = Path.of(System.getProperty("java.home"), "bin").toString();
        builder.environment().merge("PATH", bin, (path, first) -> first + ":" + path);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = ProcessEnd.output(process);
        String err = Files.readString(errors);
        assertEquals(0, ProcessEnd.of(process), out + err);
        return new Printed(out, err);
    }
}
