package dev.lamina.compiler.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.Golden;
import dev.lamina.compiler.ModelBlocks;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a text: a folder of models, each with its last comment and all that is printed. */
final class BadModelsTest {
    private static final Path FOLDER = Golden.RESOURCES.resolve("bad");

    /** No model file can show these: there is none, or it would fill a megabyte. */
    private static final Set<String> WITHOUT_MODEL = Set.of("E0120", "E0122");

    static Stream<Path> models() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .filter(file -> file.getFileName().toString().matches("E01.*\\.lamina"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aBadModelIsToldWhatIsWrong(Path model) throws IOException {
        Diagnostics log = new Diagnostics();
        read(model, log);
        String printed = DiagnosticPrinter.plain()
                .print(log)
                .replace(model.toString(), model.getFileName().toString());
        Golden.check(model.resolveSibling(model.getFileName().toString().replace(".lamina", ".txt")), printed);
    }

    @ParameterizedTest
    @MethodSource("models")
    void theLastCommentOfABadModelStatesTheError(Path model) throws IOException {
        Diagnostics log = new Diagnostics();
        read(model, log);
        List<String> lines = new String(Files.readAllBytes(model), java.nio.charset.StandardCharsets.ISO_8859_1)
                .lines()
                .toList();
        Set<String> found = log.sorted().stream()
                .map(each -> each.severity().word() + "[" + each.code() + "]: "
                        + each.message()
                                .replace(model.toString(), model.getFileName().toString()))
                .collect(Collectors.toSet());
        String stated = lines.get(lines.size() - 1).replaceFirst(".*// (?=error)", "");
        assertTrue(found.contains(stated), () -> stated + " is not among " + found);
        assertTrue(stated.startsWith("error[" + model.getFileName().toString().substring(0, 5) + "]"), stated);
    }

    @Test
    void everyCodeOfTheSyntaxHasABadModel() throws IOException {
        Set<String> shown = models().map(model -> model.getFileName().toString().substring(0, 5))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> codes = Arrays.stream(Code.values())
                .map(Code::name)
                .filter(code -> code.startsWith("E01") && !WITHOUT_MODEL.contains(code))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(codes, shown);
    }

    /** A fix is tried before it is offered; here, that the offered one helps. */
    @ParameterizedTest
    @MethodSource("models")
    void afterAllFixesNothingIsLeftToFix(Path model) throws IOException {
        Diagnostics log = new Diagnostics();
        Optional<SourceFile> source = SourceFile.read(model, log);
        int fixes = 0;
        for (Optional<Fix> fix = source.flatMap(BadModelsTest::firstFix); fix.isPresent(); fixes++) {
            assertTrue(fixes < 60, "fixes without end");
            fix = firstFix(fix.get().applied());
        }
    }

    private static Optional<Fix> firstFix(SourceFile source) {
        Diagnostics log = new Diagnostics();
        Parser.parse(source, log);
        return log.sorted().stream()
                .flatMap(each -> each.help().stream())
                .flatMap(help -> help.fix().stream())
                .findFirst();
    }

    static Stream<ModelBlocks.Block> wrongBlocks() {
        return Arrays.stream(Code.values())
                .filter(code -> code.name().startsWith("E01"))
                .flatMap(code -> ModelBlocks.in(code.name(), code.explanation()).stream())
                .filter(block -> block.kind().equals("wrong"));
    }

    @ParameterizedTest
    @MethodSource("wrongBlocks")
    void theExampleOfAnExplanationHasTheErrorItExplains(ModelBlocks.Block block) {
        Diagnostics log = new Diagnostics();
        Parser.parse(block.source(), log);
        Code code = Code.valueOf(block.source().name().substring(0, 5));
        assertEquals(Set.of(code), log.sorted().stream().map(Diagnostic::code).collect(Collectors.toSet()));
    }

    private static void read(Path model, Diagnostics log) {
        SourceFile.read(model, log).ifPresent(source -> Parser.parse(source, log));
    }
}
