package dev.lamina.compiler.syntax.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.FileSyntax;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.Parser;
import dev.lamina.compiler.syntax.Scanner;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FormatterTest {
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Path CASES = Path.of("src", "test", "resources", "format");
    private static final String[] SPACES = {
        "",
        " ",
        "\t",
        "\n",
        "\n\n",
        "\r\n",
        " \n \n\n ",
        "// c\n",
        " // c %d\n",
        "\n// c %d  \n",
        "\n\n/// d %d\n\n",
        "//\n//// %d\n"
    };

    /** The texts of all model files; reading and parsing them again for each seed takes 20 s. */
    private static List<String> texts = List.of();

    @BeforeAll
    static void readModelFiles() throws IOException {
        texts = modelFiles().map(file -> text(ROOT.resolve(file))).toList();
    }

    @Test
    void untidyTextBecomesTheExpectedOne() throws IOException {
        String expected = Files.readString(CASES.resolve("expected.lamina"));
        assertEquals(expected, formatted(Files.readString(CASES.resolve("untidy.lamina"))));
        assertEquals(expected, formatted(expected));
    }

    @ParameterizedTest
    @MethodSource("modelFiles")
    void modelFilesKeepTheirMeaningAndCommentsAndASecondTimeChangesNothing(Path file) throws IOException {
        holds(Files.readString(ROOT.resolve(file)));
    }

    @ParameterizedTest
    @MethodSource("shippedFiles")
    void shippedModelFilesAreFormatted(Path file) throws IOException {
        String text = Files.readString(ROOT.resolve(file));
        assertEquals(text, formatted(text));
    }

    /** Anything between the tokens of real models: nothing, spaces, lines, comments of both kinds. */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("seeds")
    void whateverStandsBetweenTokensMeaningAndCommentsStayAndASecondTimeChangesNothing(int seed) {
        Random random = new Random(seed);
        String text = texts.get(random.nextInt(texts.size()));
        StringBuilder mangled = new StringBuilder();
        int comments = 0;
        for (Lexeme lexeme : Scanner.scan(new SourceFile("m", text)).lexemes()) {
            for (int times = random.nextInt(3); times > 0; times--) {
                mangled.append(String.format(SPACES[random.nextInt(SPACES.length)], comments++));
            }
            boolean word = lexeme.beginsValue() || lexeme.isKeyword();
            boolean afterWord = !mangled.isEmpty() && Character.isLetterOrDigit(mangled.charAt(mangled.length() - 1));
            mangled.append(word && afterWord ? " " : "").append(lexeme.text());
            mangled.append(lexeme.isOperator() ? " " : ""); // a slash before a comment would be part of it
        }
        holds(mangled.toString());
    }

    static IntStream seeds() {
        return IntStream.range(0, 400);
    }

    /** All model files of the repository that can be read. */
    static Stream<Path> modelFiles() throws IOException {
        List<Path> files =
                files(ROOT).filter(file -> parse(text(file)).isPresent()).toList();
        assertTrue(files.size() > 40, () -> "only " + files);
        return files.stream().map(ROOT::relativize);
    }

    static Stream<Path> shippedFiles() throws IOException {
        return files(ROOT.resolve("examples")).map(ROOT::relativize);
    }

    private static Stream<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all
                    .filter(file -> file.toString().endsWith(".lamina")
                            && !file.toString().contains("target"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException notText) {
            return "";
        }
    }

    @Test
    void textWithMistakesIsRefused() {
        Diagnostics log = new Diagnostics();
        assertEquals(
                Optional.empty(), Formatter.format(new SourceFile("m", "model A { input x = vector[2] fc(3) }"), log));
        assertTrue(log.hasErrors());
    }

    @Test
    void linesEndAsInTheFile() {
        assertEquals("model A {\r\n    relu\r\n}\r\n", formatted("model A {\r\nrelu }"));
        assertEquals("model A {\n    relu\n}\n", formatted("model A {\nrelu }"));
        assertFalse(formatted("model A { relu }").contains("\r"));
    }

    private static void holds(String text) {
        String once = formatted(text);
        assertEquals(once, formatted(once), text);
        assertEquals(meaning(parse(text).orElseThrow()), meaning(parse(once).orElseThrow()), once);
        assertEquals(comments(text), comments(once), once);
        assertFalse(once.contains("\n\n\n") || once.contains(" \n") || once.startsWith("\n"), once);
    }

    private static List<String> comments(String text) {
        return Scanner.scan(new SourceFile("m", text)).comments().stream()
                .map(comment -> comment.text().stripTrailing())
                .toList();
    }

    private static Optional<FileSyntax> parse(String text) {
        Diagnostics log = new Diagnostics();
        return Parser.parse(new SourceFile("m", text), log).filter(file -> !log.hasErrors());
    }

    private static String formatted(String text) {
        Diagnostics log = new Diagnostics();
        return Formatter.format(new SourceFile("m", text), log)
                .orElseThrow(() -> new AssertionError(
                        text + "\n" + DiagnosticPrinter.plain().print(log)));
    }

    /** A syntax tree as text, without its places. */
    private static String meaning(Object node) {
        if (node instanceof List<?> list) {
            return list.stream().map(FormatterTest::meaning).collect(Collectors.joining(", ", "[", "]"));
        }
        if (node instanceof Optional<?> optional) {
            return optional.map(FormatterTest::meaning).orElse("-");
        }
        if (!(node instanceof Record)) {
            return node.toString();
        }
        StringBuilder text = new StringBuilder(node.getClass().getSimpleName()).append('(');
        for (RecordComponent component : node.getClass().getRecordComponents()) {
            if (component.getType() != Span.class) {
                try {
                    text.append(meaning(component.getAccessor().invoke(node))).append(' ');
                } catch (ReflectiveOperationException broken) {
                    throw new LinkageError(broken.getMessage(), broken);
                }
            }
        }
        return text.append(')').toString();
    }
}
