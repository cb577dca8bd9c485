package dev.lamina.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.cli.graph.LayerTree;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Summary;
import dev.lamina.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of layers in terminals of several widths. */
class SummaryTableTest {
    private static Summary summary(String name) throws IOException {
        Path file = Path.of("src", "test", "resources", "branches", name, "model.lamina");
        return LaminaCompiler.check(new SourceFile(name, Files.readString(file)), Options.defaults())
                .models()
                .get(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {150, 120, 100, 90, 80})
    void fitsTheTerminalAndKeepsLabelsAndShapes(int columns) throws IOException {
        Summary summary = summary("residual");
        List<String> lines = SummaryTable.text(summary, LayerTree.unfolded(summary), columns)
                .lines()
                .skip(2)
                .limit(summary.rows().size())
                .toList();
        assertTrue(lines.stream().allMatch(line -> line.length() <= columns), () -> String.join("\n", lines));
        String text = SummaryTable.text(summary, LayerTree.unfolded(summary), columns);
        for (Summary.Row row : summary.rows()) {
            assertTrue(
                    text.matches("(?s).* " + row.label() + " .*" + row.shape().replace("[", "\\[") + " .*"),
                    row.label());
        }
    }

    @Test
    void theSumsOfAFoldedRepeatAreThoseOfAllItsBodies() throws IOException {
        Summary summary = summary("residual");
        String text = SummaryTable.text(summary, LayerTree.folded(summary), Integer.MAX_VALUE);
        String heading = text.lines()
                .filter(line -> line.contains("stage1: repeat 3"))
                .findFirst()
                .orElseThrow();
        long all = summary.rows().stream()
                .filter(row -> row.label().startsWith("stage1."))
                .mapToLong(Summary.Row::parameters)
                .sum();
        assertEquals(864, all, "3 bodies of 2 convolutions of 4 * 4 * 3 * 3");
        assertTrue(heading.contains(" 864 "), heading);
        assertTrue(text.contains("stage1.0.conv1") && !text.contains("stage1.1.conv1"), text);
    }
}
