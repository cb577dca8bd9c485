package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.ModelOutline.StatementKind;
import dev.lamina.compiler.source.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What programs that edit model files learn of one without its being checked. */
class OutlineTest {
    @Test
    void namesStatementsParametersAndTheBodyAsTheyAreWritten() {
        ModelOutline model = outline("""
                /// Sorts {things}.
                model Sorter(classes = (3 + 1), rate = 1e-3) {
                    input x: vector[4] // four numbers
                    hidden: fc(8)
                    fc(classes)
                    loss cross_entropy
                    train { optimizer sgd(rate = rate) }
                }
                """).models().get(0);
        assertEquals("Sorter", model.name());
        assertEquals("Sorts {things}.", model.documentation());
        assertEquals(Map.of("classes", "(3 + 1)", "rate", "1e-3"), model.parameters());
        assertEquals(List.of("classes", "rate"), List.copyOf(model.parameters().keySet()));
        assertEquals(
                "INPUT input x: vector[4]|LAYER hidden: fc(8)|LAYER fc(classes)|LOSS loss cross_entropy"
                        + "|TRAIN train { optimizer sgd(rate = rate) }",
                model.statements().stream()
                        .map(each -> each.kind() + " " + each.span().text())
                        .collect(Collectors.joining("|")));
        assertTrue(model.body().text().startsWith("\n    input x"), model.body()::text);
        assertTrue(model.body().text().endsWith("rate) }\n"), model.body()::text);
    }

    @Test
    void looksAtNeitherNamesNorShapes() {
        Result<ModelOutline> outline = outline("model A { input x: nonsense[0]  nolayer(1, 2) } model B { loss no }");
        assertTrue(outline.diagnostics().isEmpty());
        assertEquals(
                List.of(List.of(StatementKind.INPUT, StatementKind.LAYER), List.of(StatementKind.LOSS)),
                outline.models().stream()
                        .map(model -> model.statements().stream()
                                .map(ModelOutline.StatementOutline::kind)
                                .toList())
                        .toList());
    }

    @Test
    void knowsBodiesOutputsAndTheBlocksOfTheFile() {
        ModelOutline model = outline("""
                /// One layer.
                block One(units, rate = (0.5)) { fc(units)  dropout(rate) }
                model A {
                    input a: vector[2]
                    input b: vector[2]
                    trunk: One(3)
                    stage: repeat 2 { relu }
                    residual { fc(3) } shortcut { fc(3) }
                    from trunk
                    output y: fc(1)
                    loss mse(y, weight = 2)
                }
                """).models().get(0);
        assertEquals(
                "INPUT a|INPUT b|LAYER trunk|REPEAT stage|RESIDUAL |FROM |OUTPUT y|LOSS y",
                model.statements().stream()
                        .map(each -> each.kind() + " " + each.name())
                        .collect(Collectors.joining("|")));
        assertEquals(1, model.blocks().size());
        ModelOutline.BlockOutline block = model.blocks().get(0);
        assertEquals("One(units, rate = (0.5))", block.head());
        assertEquals("One layer.", block.documentation());
        assertTrue(block.span().text().startsWith("block One")
                && block.span().text().endsWith("}"));
    }

    @Test
    void aFileThatDoesNotParseHasAnErrorAndNoModels() {
        Result<ModelOutline> outline = outline("model A { input x: vector[ }");
        assertTrue(outline.diagnostics().hasErrors());
        assertEquals(List.of(), outline.models());
    }

    private static Result<ModelOutline> outline(String text) {
        return LaminaCompiler.outline(new SourceFile("a.lamina", text));
    }
}
