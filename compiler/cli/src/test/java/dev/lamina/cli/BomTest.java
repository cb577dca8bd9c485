package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of versions that other projects import, {@code lamina-bom}, has the jars of this version and nothing else. */
final class BomTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final Path BOM = ROOT.resolve("compiler").resolve("bom").resolve("pom.xml");
    private static final Pattern OWN =
            Pattern.compile("<artifactId>(lamina-[^<]*)</artifactId>\\s*<version>([^<]*)</version>");

    @Test
    void itHasEveryJarThatIsPublished() throws IOException {
        Set<String> published = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT, 3)) {
            for (Path pom : files.filter(BomTest::isOfAPublishedModule).toList()) {
                String text = Files.readString(pom);
                if (!text.contains("<packaging>pom<")) {
                    published.add(first("</parent>\\s*<artifactId>([^<]*)</artifactId>", text));
                }
            }
        }
        Set<String> listed = OWN.matcher(Files.readString(BOM))
                .results()
                .filter(dependency -> dependency.group(2).equals("${project.version}"))
                .map(dependency -> dependency.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(published, listed);
    }

    private static boolean isOfAPublishedModule(Path file) {
        String path = ROOT.relativize(file).toString().replace('\\', '/');
        return file.endsWith("pom.xml") && !path.startsWith("examples/") && !path.contains("target/");
    }

    /** It has no parent, which would bring versions of other libraries along, and whose version it would have by itself. */
    @Test
    void itIsOfTheVersionOfAllModules() throws IOException {
        String bom = Files.readString(BOM);
        assertFalse(bom.contains("<parent>"));
        String version = "<artifactId>lamina-[a-z]*</artifactId>\\s*<version>([^<$]*)</version>";
        assertEquals(first(version, Files.readString(ROOT.resolve("pom.xml"))), first(version, bom));
    }

    private static String first(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .findFirst()
                .map((MatchResult found) -> found.group(1))
                .orElseThrow();
    }
}
