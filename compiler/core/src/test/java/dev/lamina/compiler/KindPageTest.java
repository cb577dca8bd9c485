package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.layer.Layers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages on layers, losses and optimizers are what the compiler says of them; {@code -Dgoldens=update} writes them. */
final class KindPageTest {
    private static final Path FOLDER = Path.of("../docs/layers");
    private static final String INDEX = "README.md";

    static List<KindPage> pages() {
        return KindPage.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aPageIsAsTheCompilerHasIt(KindPage page) throws IOException {
        Golden.check(FOLDER.resolve(page.keyword() + ".md"), page.text());
    }

    /** A layer that none of the inputs fits would have an empty table. */
    @ParameterizedTest
    @MethodSource("pages")
    void aLayerShowsShapesAndFormulas(KindPage page) {
        if (page.group().equals("layer")) {
            assertTrue(page.text().contains("] | "), page::text);
            assertTrue(page.text().contains(" = "), () -> page.keyword() + " has no formula:\n" + page.text());
        }
    }

    /** The reference's tables are written by hand. */
    @ParameterizedTest
    @MethodSource("pages")
    void theReferenceHasItsWordAndAllArguments(KindPage page) throws IOException {
        String reference = Files.readString(Path.of("../../grammar/README.md"));
        String shown = page.text()
                .lines()
                .filter(line -> line.startsWith(page.keyword()))
                .findFirst()
                .orElseThrow();
        assertTrue(reference.matches("(?s).*`(loss )?" + page.keyword() + "\\b.*"), shown);
        Pattern preset = Pattern.compile("\\w+ = [^,)]+(?=[,)])");
        preset.matcher(shown)
                .results()
                .map(MatchResult::group)
                .forEach(each -> assertTrue(
                        reference.contains(each) || each.matches("stride = .*|rate = .*"),
                        () -> page.keyword() + ": " + each));
    }

    @Test
    void theIndexNamesThemAllAndThereAreNoOthers() throws IOException {
        String text = "# Layers, losses and optimizers\n\n"
                + "Each page is written from the file that defines the layer; `lamina explain conv` prints the same.\n\n"
                + "| word | what it is | |\n|---|---|---|\n"
                + pages().stream()
                        .map(page -> "| [" + page.keyword() + "](" + page.keyword() + ".md) | " + page.group() + " | "
                                + page.summary() + " |\n")
                        .collect(Collectors.joining());
        Golden.check(FOLDER.resolve(INDEX), text);
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertEquals(Layers.ALL.size() + Layers.LOSSES.size() + Layers.OPTIMIZERS.size() + 1, files.count());
        }
    }
}
