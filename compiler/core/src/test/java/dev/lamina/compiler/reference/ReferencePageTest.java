package dev.lamina.compiler.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.Golden;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.signature.CallKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages and tables of layers, losses and optimizers are generated from their declarations; {@code -Dgoldens=update} writes them. */
final class ReferencePageTest {
    private static final Path FOLDER = Path.of("../docs/layers");
    private static final Path LANGUAGE = Path.of("../../grammar/README.md");

    static List<CallKind<?>> kinds() {
        return Layers.documented();
    }

    static List<CallKind<Layer>> layers() {
        return Layers.ALL;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aPageIsGenerated(CallKind<?> kind) throws IOException {
        Golden.check(FOLDER.resolve(kind.keyword() + ".md"), ReferencePage.of(kind.keyword()));
    }

    /** A layer that accepts none of the inputs would have an empty table. */
    @ParameterizedTest
    @MethodSource("layers")
    void aLayerShowsShapesAndFormulas(CallKind<Layer> kind) {
        String page = ReferencePage.of(kind.keyword());
        assertTrue(page.contains("] | "), page);
        assertTrue(page.contains(" = "), () -> kind.keyword() + " has no formula:\n" + page);
    }

    @Test
    void theIndexNamesAllPagesAndThereAreNoOthers() throws IOException {
        Markdown index = new Markdown();
        index.line("# Layers, losses, optimizers and schedules").line("");
        index.line(
                "Each page is generated from the file that declares the layer; `lamina explain conv` prints the same.");
        index.line("").columns("keyword", "category", "what it is");
        for (CallKind<?> kind : kinds()) {
            String page = "[" + kind.keyword() + "](" + kind.keyword() + ".md)";
            index.cells(page, kind.category().word(), kind.summary());
        }
        Golden.check(FOLDER.resolve("README.md"), index.toString());
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertEquals(kinds().size() + 1, files.count());
        }
    }

    @Test
    void theTablesOfTheLanguageReferenceAreGenerated() throws IOException {
        String page = Files.readString(LANGUAGE);
        for (String table : List.of(
                LanguageTables.layers(),
                LanguageTables.losses(),
                LanguageTables.optimizers(),
                LanguageTables.schedules())) {
            page = withTable(page, table);
        }
        Golden.check(LANGUAGE, page);
    }

    /** The page with the table that has the same head replaced by this one. */
    private static String withTable(String page, String table) {
        String head = table.substring(0, table.indexOf('\n') + 1);
        int start = page.indexOf("\n" + head) + 1;
        assertTrue(start > 0, () -> LANGUAGE + " has no table " + head);
        return page.substring(0, start) + table + page.substring(page.indexOf("\n\n", start) + 1);
    }
}
