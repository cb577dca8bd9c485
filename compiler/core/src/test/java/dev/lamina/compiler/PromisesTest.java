package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of promises names tests that exist. */
final class PromisesTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+(?:Test|IT))(?:\\.(\\w+))?`");

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Map<String, String> tests = tests();
        String page = Files.readString(Path.of("..", "docs", "promises.md"));
        List<MatchResult> named = NAMED.matcher(page).results().toList();
        assertTrue(named.size() > 30, "only " + named.size());
        List<String> missing = new ArrayList<>();
        for (MatchResult each : named) {
            String source = tests.getOrDefault(each.group(1), "");
            boolean there = each.group(2) == null ? !source.isEmpty() : source.contains(" " + each.group(2) + "(");
            if (!there) {
                missing.add(each.group());
            }
        }
        assertEquals(List.of(), missing);
    }

    /** The sources of all tests of the project, by the names of their classes. */
    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new HashMap<>();
        for (String folder : List.of("runtime", "compiler", "grammar")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                for (Path file : files.filter(each -> each.toString().matches(".*src.test.java.*(Test|IT)\\.java"))
                        .toList()) {
                    String name = file.getFileName().toString();
                    tests.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
                }
            }
        }
        return tests;
    }
}
