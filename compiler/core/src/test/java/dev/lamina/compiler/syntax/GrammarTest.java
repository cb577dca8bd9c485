package dev.lamina.compiler.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lamina.compiler.ModelBlocks;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.grammar.LaminaParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.antlr.v4.runtime.DiagnosticErrorListener;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The grammar itself, on every model there is: it reads them all, and each in one way only. */
final class GrammarTest {
    /** What the others do not use, in one text. */
    private static final SourceFile EVERYTHING = new SourceFile("everything.lamina", """
            model A(a = 1, b = (a, 2), c = -a * (b - 3) / 4,) {
                input input: tokens[a, b,] below -a + (2)
                a: relu() b relu c: fc(a, b = c, (d, e), f = (g),) fc(((1)))
                loss mse(a)
                train { a 1 b c d e(f) g -1 h (2) i (j, k) - 3 l m }
                train { }
            }
            model B() { }
            block C { }
            block D(a, b = a + 1,) { 0: relu() from input e: fc from e add(e, input) D }
            block from { } block repeat { } block shortcut { }
            model E(repeat = 1) {
                input from: vector[4]
                output f: repeat repeat + 1 { residual { relu } g: shortcut { 0: fc 1: relu } }
                output h: residual { h: residual { i: repeat (2) { from from } } }
                output j: fc
                output: from from
                output residual: repeat repeat: shortcut residual: repeat
            }
            """);

    static Stream<SourceFile> sources() throws IOException {
        List<SourceFile> sources = new ArrayList<>(List.of(EVERYTHING));
        ModelBlocks.ofReference().forEach(block -> sources.add(block.source()));
        for (Path example : ModelBlocks.examples()) {
            sources.add(SourceFile.read(example, new Diagnostics()).orElseThrow());
        }
        for (Code code : Code.values()) {
            ModelBlocks.in(code.name(), code.explanation()).stream()
                    .filter(block -> block.kind().isEmpty())
                    .forEach(block -> sources.add(block.source()));
        }
        return sources.stream();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void everyModelHasExactlyOneReading(SourceFile source) {
        LaminaParser parser = Tokens.parser(
                source, ContextualKeywords.decide(Scanner.scan(source).lexemes()));
        parser.getInterpreter().setPredictionMode(PredictionMode.LL_EXACT_AMBIG_DETECTION);
        List<String> reports = new ArrayList<>();
        parser.addErrorListener(new DiagnosticErrorListener(true) {
            @Override
            public void syntaxError(
                    Recognizer<?, ?> recognizer,
                    Object symbol,
                    int line,
                    int column,
                    String message,
                    RecognitionException e) {
                reports.add(line + ": " + message);
            }
        });
        parser.file();
        assertEquals(
                List.of(), reports.stream().filter(each -> !isHarmless(each)).toList());
    }

    /** That more than the next token had to be looked at is worth knowing, but no second reading. */
    private static boolean isHarmless(String report) {
        return report.contains("reportAttemptingFullContext") || report.contains("reportContextSensitivity");
    }

    @ParameterizedTest
    @MethodSource("sources")
    void everyModelParses(SourceFile source) {
        ParserTest.parse(source.text());
    }

    @Test
    void thereAreModelsInTheReferenceAndAmongTheExamples() throws IOException {
        assertFalse(ModelBlocks.ofReference().isEmpty());
        assertFalse(ModelBlocks.examples().isEmpty());
    }
}
