package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The just-in-time compiler takes the hot methods of the LeNet example: none is too large for it, none is given up. */
final class JitTest {

    private static final Path LENET = Path.of("..", "..", "examples", "models", "lenet.lamina");

    /** HotSpot never compiles a method of more bytes (HugeMethodLimit). */
    private static final int HUGE_METHOD = 8000;

    /** A line of -XX:+PrintCompilation: time, number, flags, tier, method, size. */
    private static final Pattern COMPILED =
            Pattern.compile("^\\s*\\d+\\s+\\d+\\s[%sb!n ]*\\s([1-4])\\s+(\\S+)::(\\S+).*\\((\\d+) bytes\\).*");

    @ParameterizedTest
    @EnumSource(Target.class)
    void hotMethodsAreCompiledByTheOptimisingCompiler(Target target, @TempDir Path folder) throws Exception {
        List<String> lines = trainAndWatch(target, folder.resolve("compilations.txt"));
        String name = lines.stream()
                .filter(line -> line.startsWith("trained "))
                .map(line -> line.substring("trained ".length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(String.join("\n", lines)));
        List<String> skipped = lines.stream()
                .filter(line -> line.contains(name + "::") && line.contains("COMPILE SKIPPED"))
                .toList();
        assertEquals(List.of(), skipped);
        long optimised = lines.stream()
                .map(COMPILED::matcher)
                .filter(Matcher::matches)
                .filter(line -> line.group(1).equals("4") && line.group(2).equals(name))
                .map(line -> line.group(3))
                .distinct()
                .count();
        // Two convolutions, two poolings, three products, each with one or two directions: fewer would mean that it
        // idled.
        assertTrue(optimised >= 8, optimised + " methods of " + name + " reached the last tier");
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void noMethodIsTooLargeForTheCompiler(Target target) throws IOException {
        for (Loader loader : Loader.values()) {
            CompiledModel model = new Variant(target, Fusion.ALL, loader).compile(Files.readString(LENET), false);
            loader.compile(model)
                    .methodSizes()
                    .forEach((method, bytes) ->
                            assertTrue(bytes <= HUGE_METHOD, loader + ": " + method + " has " + bytes + " bytes"));
        }
    }

    private static List<String> trainAndWatch(Target target, Path log) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:+PrintCompilation",
                "-cp",
                ManagementFactory.getRuntimeMXBean().getClassPath(),
                TrainingLoop.class.getName(),
                LENET.toString(),
                target.name()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> read(log));
        return Files.readAllLines(log, StandardCharsets.UTF_8);
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
