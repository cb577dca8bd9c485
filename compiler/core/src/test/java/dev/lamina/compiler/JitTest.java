package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.graph.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The just-in-time compiler takes the hot methods of the LeNet example: none is too large for it, none is given up. */
final class JitTest {

    private static final Path LENET = Path.of("..", "..", "examples", "models", "lenet.lamina");

    /** HotSpot never compiles a method of more bytes (HugeMethodLimit). */
    private static final int HUGE_METHOD = 8000;

    /** The tier of C2. */
    private static final int OPTIMISING = 4;

    /** A line of -XX:+PrintCompilation: time, number, flags, tier, method, size. */
    private static final Pattern COMPILED =
            Pattern.compile("^\\s*\\d+\\s+\\d+\\s[%sb!n ]*\\s([1-4])\\s+(\\S+)::(\\S+).*\\((\\d+) bytes\\).*");

    @ParameterizedTest
    @EnumSource(Target.class)
    void hotMethodsAreCompiledByTheOptimisingCompiler(Target target) throws Exception {
        List<String> lines = trainAndWatch(target);
        String name = lines.stream()
                .filter(line -> line.startsWith("trained "))
                .map(line -> line.substring("trained ".length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(String.join("\n", lines)));
        List<String> skipped = lines.stream()
                .filter(line -> line.contains(name + "::") && line.contains("COMPILE SKIPPED"))
                .toList();
        assertEquals(List.of(), skipped);
        Map<String, Set<Integer>> tiers = tiers(lines, name);
        List<String> missing = new ArrayList<>();
        for (String kernel : kernels(target)) {
            Set<String> hot = tiers.keySet().stream()
                    .filter(method -> method.startsWith(kernel + "Tile"))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (hot.isEmpty()) {
                hot.add(kernel); // one with tiles only calls these, some of them ten times a step
            }
            hot.removeIf(method -> tiers.getOrDefault(method, Set.of()).contains(OPTIMISING));
            missing.addAll(hot);
        }
        assertEquals(List.of(), missing, "compiled otherwise or not at all: " + tiers);
    }

    /** The kernels that a step of training runs, without those for which the runtime has a method. */
    private static List<String> kernels(Target target) throws IOException {
        CompiledModel model = new Variant(target, Fusion.ALL, Loader.JANINO).compile(Files.readString(LENET), false);
        String source = model.javaSource();
        List<String> kernels = model.programs().get(1).launches().stream()
                .filter(launch -> launch.node().phase() != Phase.OUTPUT)
                .map(launch -> launch.kernel().name())
                .distinct()
                .filter(kernel -> source.contains(" void " + kernel + "("))
                .toList();
        assertTrue(kernels.size() > 20, kernels::toString);
        return kernels;
    }

    /** The tiers in which each method of a class was compiled. */
    private static Map<String, Set<Integer>> tiers(List<String> lines, String type) {
        Map<String, Set<Integer>> tiers = new TreeMap<>();
        lines.stream()
                .map(COMPILED::matcher)
                .filter(Matcher::matches)
                .filter(line -> line.group(2).equals(type))
                .forEach(line -> tiers.computeIfAbsent(line.group(3), method -> new TreeSet<>())
                        .add(Integer.parseInt(line.group(1))));
        return tiers;
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

    private static List<String> trainAndWatch(Target target) throws IOException, InterruptedException {
        // Methods wait for their compiler: what is compiled does not depend on how busy the machine is.
        List<String> options = List.of("--add-modules", "jdk.incubator.vector", "-XX:+PrintCompilation", "-Xbatch");
        return StartedProcess.java(options, TrainingLoop.class, LENET.toString(), target.name())
                .lines()
                .toList();
    }
}
