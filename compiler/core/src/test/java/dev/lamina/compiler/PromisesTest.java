package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
            boolean there = each.group(2) == null ? !source.isEmpty() : isTest(source, each.group(2));
            if (!there) {
                missing.add(each.group());
            }
        }
        assertEquals(List.of(), missing);
    }

    /** Whether a class has a test of this name: an annotation such as {@code @Test} between the end of the member before and its name. */
    private static boolean isTest(String source, String name) {
        List<String> lines = source.lines().toList();
        for (int at = 0; at < lines.size(); at++) {
            if (lines.get(at).matches(" {4}\\S.* " + name + "\\(.*")) {
                for (int i = at - 1; i >= 0 && !lines.get(i).matches(" {4}[^@ ].*[;}]| {4}}"); i--) {
                    if (lines.get(i).matches(" {4}@(\\w*Test|TestFactory)\\b.*")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    @Test
    void aMethodThatIsNoTestCountsAsMissing() {
        String source = """
                    @Test
                    void held() { assertTrue(helper(1)); }

                    @ParameterizedTest
                    @ValueSource(strings = {
                        "a;", "{b}"})
                    void heldForEach(String each) { }

                    private static boolean helper(int i) { return i > 0; }
                """;
        assertTrue(isTest(source, "held"));
        assertTrue(isTest(source, "heldForEach"));
        assertFalse(isTest(source, "helper"));
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
