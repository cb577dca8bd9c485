package dev.lamina.compiler.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.ModelBlocks;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.source.DiagnosticPrinter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of statements: each has a summary and models without a fault that use the word. */
final class StatementPageTest {
    static List<StatementPage> pages() {
        return StatementPage.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void itsModelsUseTheWordAndHaveNoFault(StatementPage page) {
        List<ModelBlocks.Block> models = ModelBlocks.in(page.keyword(), page.text());
        assertFalse(models.isEmpty());
        for (ModelBlocks.Block model : models) {
            String printed = DiagnosticPrinter.plain()
                    .print(LaminaCompiler.check(model.source(), Options.defaults())
                            .diagnostics());
            assertEquals("", printed);
            assertTrue(model.source().text().contains(page.keyword() + " "), model::toString);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void itBeginsWithTheWordAndASummary(StatementPage page) {
        assertTrue(page.text().startsWith("# " + page.keyword() + "\n\nA "), page.text());
        assertTrue(page.summary().length() > 20, page.summary());
        assertTrue(page.text().lines().allMatch(line -> line.length() <= 140));
    }

    @Test
    void otherWordsHaveNone() {
        assertEquals(Optional.empty(), StatementPage.find("relu"));
        assertEquals(Optional.empty(), StatementPage.find("../source/codes/E0101"));
    }
}
