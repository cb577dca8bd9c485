package dev.lamina.compiler.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ParserTest {
    @Test
    void aModelHasItsParts() {
        ModelSyntax model =
                model("model Small(classes = 3, half = classes / 2) { input x: vector[4]  fc(classes)  loss mse }");
        assertEquals("Small", model.name().text());
        assertEquals(
                List.of("classes", "half"),
                model.parameters().stream().map(each -> each.name().text()).toList());
        assertEquals(
                List.of("input x: vector[4]", "fc(classes)", "loss mse"),
                model.statements().stream()
                        .map(StatementSyntax::span)
                        .map(Span::text)
                        .toList());
    }

    @Test
    void linesWithThreeSlashesDocumentTheModelVerbatimButForSpaceAtTheirEnds() {
        String text =
                "/// stray\n// line\n/// One */ \\u002a/ <b>\n///\n///  two \n//// no\n model A { } /// after\nmodel B { }";
        List<ModelSyntax> models = parse(text).models();
        assertEquals(
                Optional.of("stray\nOne */ \\u002a/ <b>\n\n two"), models.get(0).documentation());
        assertEquals(Optional.of("after"), models.get(1).documentation());
        assertEquals(Optional.empty(), model("model A { }").documentation());
    }

    @Test
    void aLayerMayHaveALabelAndArguments() {
        List<StatementSyntax> layers =
                model("model A { conv1: conv(6, kernel = (5, 3),) relu }").statements();
        StatementSyntax.LayerCall conv = assertInstanceOf(StatementSyntax.LayerCall.class, layers.get(0));
        assertEquals("conv1", conv.label().orElseThrow().text());
        assertEquals("conv(6, kernel = (5, 3),)", conv.call().span().text());
        assertEquals(2, conv.call().arguments().size());
        Argument kernel = conv.call().arguments().get(1);
        assertEquals("kernel", kernel.name().orElseThrow().text());
        assertEquals("kernel = (5, 3)", kernel.span().text());
        assertEquals("(5, 3)", kernel.value().span().text());
        StatementSyntax.LayerCall relu = assertInstanceOf(StatementSyntax.LayerCall.class, layers.get(1));
        assertEquals(Optional.empty(), relu.label());
        assertEquals("relu", relu.span().text());
    }

    @Test
    void anInputMayBeBoundedAndMayBeCalledInput() {
        StatementSyntax.Input input = assertInstanceOf(
                StatementSyntax.Input.class,
                model("model A { input input: tokens[64] below 2 * n }")
                        .statements()
                        .get(0));
        assertEquals("input", input.name().text());
        assertEquals("tokens", input.kind().text());
        assertEquals(1, input.sizes().size());
        assertEquals("2 * n", input.below().orElseThrow().span().text());
    }

    @Test
    void bodiesNestAndHaveLabels() {
        List<StatementSyntax> statements = model(
                        "model A { stage: repeat 2 { residual { relu } side: shortcut { 0: fc(2) }"
                                + " from x } output y: residual { relu } }")
                .statements();
        StatementSyntax.Repeat repeat = assertInstanceOf(StatementSyntax.Repeat.class, statements.get(0));
        assertEquals("stage", repeat.label().orElseThrow().text());
        assertEquals("2", repeat.times().span().text());
        assertEquals("repeat", repeat.keyword().text());
        StatementSyntax.Residual residual =
                assertInstanceOf(StatementSyntax.Residual.class, repeat.body().get(0));
        assertEquals(
                "residual { relu } side: shortcut { 0: fc(2) }", residual.span().text());
        StatementSyntax.Shortcut shortcut = residual.shortcut().orElseThrow();
        assertEquals("side", shortcut.label().orElseThrow().text());
        StatementSyntax.LayerCall fc = assertInstanceOf(
                StatementSyntax.LayerCall.class, shortcut.body().get(0));
        assertEquals("0", fc.label().orElseThrow().text());
        StatementSyntax.From from =
                assertInstanceOf(StatementSyntax.From.class, repeat.body().get(1));
        assertEquals("x", from.value().text());
        StatementSyntax.Output output = assertInstanceOf(StatementSyntax.Output.class, statements.get(1));
        assertEquals("y", output.name().text());
        assertEquals(
                "y",
                assertInstanceOf(StatementSyntax.Residual.class, output.step())
                        .label()
                        .orElseThrow()
                        .text());
    }

    @Test
    void aBlockHasParametersWithAndWithoutDefaults() {
        BlockSyntax block = parse("model A { }\n/// Two.\nblock B(a, b = 2 * a) { fc(a) from input }")
                .blocks()
                .get(0);
        assertEquals("B", block.name().text());
        assertEquals(Optional.of("Two."), block.documentation());
        assertEquals(Optional.empty(), block.parameters().get(0).defaultValue());
        assertEquals(
                "2 * a",
                block.parameters().get(1).defaultValue().orElseThrow().span().text());
        assertEquals(2, block.body().size());
    }

    @Test
    void theWordsOfBranchesAreNamesWhereNoStatementBeginsWithThem() {
        ModelSyntax model = model("model block(repeat = 3, from = repeat) { input output: vector[from]"
                + " residual: relu repeat: fc(repeat) shortcut: relu block: fc(from) from: relu output: fc(2) }");
        assertEquals("block", model.name().text());
        assertEquals(
                List.of("residual", "repeat", "shortcut", "block", "from", "output"),
                model.statements().stream()
                        .filter(StatementSyntax.LayerCall.class::isInstance)
                        .map(each -> ((StatementSyntax.LayerCall) each)
                                .label()
                                .orElseThrow()
                                .text())
                        .toList());
    }

    @Test
    void aBlockMayHaveTheNameOfAWordOfBranches() {
        assertEquals(
                5,
                model(
                                        "model A { input x: vector[4] repeat(3) output residual(2) fc(2) from }"
                                                + " block repeat(n) { fc(n) } block output { relu } block residual(n) { fc(n) } block from { relu }")
                                .statements()
                                .size()
                        - 1);
    }

    @Test
    void settingsAreReadAsCallsOrAsAmounts() {
        StatementSyntax.Train train = assertInstanceOf(
                StatementSyntax.Train.class,
                model("model A { train { optimizer sgd(rate = 0.1) batch size seed -7 fallback adam } }")
                        .statements()
                        .get(0));
        List<Setting> settings = train.settings();
        assertEquals("sgd", settings.get(0).call().orElseThrow().name().text());
        assertEquals("sgd(rate = 0.1)", settings.get(0).value().span().text());
        assertEquals(Optional.empty(), settings.get(0).amount());
        assertEquals("size", settings.get(1).amount().orElseThrow().span().text());
        assertInstanceOf(
                ExpressionSyntax.Negation.class, settings.get(2).amount().orElseThrow());
        assertEquals(Optional.empty(), settings.get(2).call());
        CallSyntax bare = settings.get(3).call().orElseThrow();
        assertEquals("adam", bare.name().text());
        assertEquals(List.of(), bare.arguments());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 + 2 * 3 | (1 + (2 * 3))",
                "1 - 2 - 3 | ((1 - 2) - 3)",
                "8 / 4 / 2 | ((8 / 4) / 2)",
                "(1 - 2) * -3 | ((1 - 2) * (- 3))",
                "-a * b | ((- a) * b)",
                "- - 1 | (- (- 1))",
                "(((a))) | a",
                "(a + 1, -2) | <(a + 1), (- 2)>",
                "(1, (2), a, (3, 4)) | <1, 2, a, <3, 4>>",
                "0.05 | 0.05 decimal",
                "1e-3 | 0.001 decimal",
                "1E3 | 1000.0 decimal",
                "007 | 7",
                "9007199254740992 | 9007199254740992",
            })
    void operatorsBindAsInArithmetic(String written, String meant) {
        StatementSyntax.LayerCall layer = assertInstanceOf(
                StatementSyntax.LayerCall.class,
                model("model A { fc(" + written + ") }").statements().get(0));
        assertEquals(meant, shown(layer.call().arguments().get(0).value()));
    }

    @Test
    void placesAreRightAfterCharactersOutsideOfTheBasicPlane() {
        ModelSyntax model = model("// \uD83D\uDE00\uD83D\uDE00\nmodel A { fc(3) }");
        assertEquals("fc(3)", model.statements().get(0).span().text());
        assertEquals("model A { fc(3) }", model.span().text());
    }

    @Test
    void tabsAndForeignLineEndsOnlySeparate() {
        ModelSyntax model = model("model\tA\r\n{\r\n\tfc(3)\r\n}\r\n");
        assertEquals(2, model.name().span().file().line(model.span().start() + 10));
        assertEquals("fc(3)", model.statements().get(0).span().text());
    }

    @Test
    void namesOfTheLanguageAreNamesElsewhere() {
        parse("model conv(fc = 1) { input vector: vector[fc] relu: relu sgd: fc(fc) optimizer(batch = seed) }");
    }

    @Test
    void parametersOnLinesOfTheirOwnMayHaveTheNamesOfSettings() {
        parse(
                "model A(\n    rate = 0.5,\n    seed = 3,\n    batch = 8\n) { input x: vector[4] fc(seed) train { seed 1 } }");
    }

    @Test
    void whatMeansOneThingOnlyIsReportedAndParsed() {
        Diagnostics log = new Diagnostics();
        Optional<FileSyntax> file = Parser.parse(
                new SourceFile("a.lamina", "model A { input x = image[1, 8, 8]; c = conv(6 kernel: 5x3) loss = mse }"),
                log);
        assertEquals(7, log.errors());
        List<StatementSyntax> statements = file.orElseThrow().models().get(0).statements();
        assertEquals(3, statements.size());
        StatementSyntax.LayerCall conv = assertInstanceOf(StatementSyntax.LayerCall.class, statements.get(1));
        assertEquals("c", conv.label().orElseThrow().text());
        assertEquals("<5, 3>", shown(conv.call().arguments().get(1).value()));
    }

    static FileSyntax parse(String text) {
        Diagnostics log = new Diagnostics();
        Optional<FileSyntax> file = Parser.parse(new SourceFile("test.lamina", text), log);
        assertTrue(log.isEmpty(), () -> DiagnosticPrinter.plain().print(log));
        return file.orElseThrow();
    }

    private static ModelSyntax model(String text) {
        return parse(text).models().get(0);
    }

    private static String shown(ExpressionSyntax expression) {
        if (expression instanceof ExpressionSyntax.Number number) {
            return number.whole() ? String.valueOf((long) number.value()) : number.value() + " decimal";
        }
        if (expression instanceof ExpressionSyntax.Reference reference) {
            return reference.name().text();
        }
        if (expression instanceof ExpressionSyntax.Negation negation) {
            return "(- " + shown(negation.value()) + ")";
        }
        if (expression instanceof ExpressionSyntax.Tuple tuple) {
            return tuple.values().stream().map(ParserTest::shown).collect(Collectors.joining(", ", "<", ">"));
        }
        ExpressionSyntax.Arithmetic arithmetic = (ExpressionSyntax.Arithmetic) expression;
        return "(" + shown(arithmetic.left()) + " " + arithmetic.op() + " " + shown(arithmetic.right()) + ")";
    }
}
