package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is wrong with models whose text is right: a folder of them, each with its last comment and all that is printed. A first line
 * {@code // -D classes=many} or {@code // --model Other} says with which options. Those of the syntax have their own test.
 */
final class BadModelsTest {
    private static final Path FOLDER = Golden.RESOURCES.resolve("bad");

    /** What no model file shows, and why. */
    private static final Map<Code, String> WITHOUT_MODEL = Map.of(
            Code.E0120, "there is no file",
            Code.E0122, "it would fill a megabyte",
            Code.E0510, "only a command that trains asks for it",
            Code.E0511, "only a command that trains asks for it");

    static List<Path> models() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".lamina"))
                    .filter(file -> !code(file).name().startsWith("E01"))
                    .sorted()
                    .toList();
        }
    }

    private static Code code(Path model) {
        return Code.valueOf(model.getFileName().toString().substring(0, 5));
    }

    private static SourceFile read(Path model) throws IOException {
        return new SourceFile(model.getFileName().toString(), Files.readString(model));
    }

    private static Options options(SourceFile source) {
        Options options = Options.defaults().withTarget(Target.SCALAR).withVerify(true);
        String first = source.text().lines().findFirst().orElse("");
        if (first.startsWith("// -D ")) {
            String[] setting = first.substring("// -D ".length()).split("=", 2);
            return options.withParameter(setting[0], setting[1]);
        }
        return first.startsWith("// --model ") ? options.withModel(first.substring("// --model ".length())) : options;
    }

    /** Several tests ask what is wrong with the same texts. */
    private static final Map<String, Diagnostics> FOUND = new ConcurrentHashMap<>();

    private static Diagnostics diagnostics(SourceFile source) {
        return FOUND.computeIfAbsent(source.name() + "\n" + source.text(), each -> compiled(source));
    }

    private static Diagnostics compiled(SourceFile source) {
        Options options = options(source);
        Result<CompiledModel> compilation = LaminaCompiler.compile(source, options);
        assertEquals(compilation.diagnostics().hasErrors(), compilation.models().isEmpty());
        String checked = DiagnosticPrinter.plain()
                .print(LaminaCompiler.check(source, options).diagnostics());
        assertEquals(checked, DiagnosticPrinter.plain().print(compilation.diagnostics()));
        return compilation.diagnostics();
    }

    @ParameterizedTest
    @MethodSource("models")
    void aBadModelIsToldWhatIsWrong(Path model) throws IOException {
        String printed = DiagnosticPrinter.plain().print(diagnostics(read(model)));
        Golden.check(model.resolveSibling(model.getFileName().toString().replace(".lamina", ".txt")), printed);
    }

    @ParameterizedTest
    @MethodSource("models")
    void theLastCommentOfABadModelStatesTheError(Path model) throws IOException {
        SourceFile source = read(model);
        List<String> lines = source.text().lines().toList();
        Set<String> found = diagnostics(source).sorted().stream()
                .filter(each -> each.code() == code(model))
                .map(each -> "// " + each.severity().word() + "[" + each.code() + "]: " + each.message())
                .collect(Collectors.toSet());
        assertTrue(found.contains(lines.get(lines.size() - 1)), () -> "none of " + String.join("\n", found));
    }

    @Test
    void everyCodeHasABadModelOrAReasonToHaveNone() throws IOException {
        Set<Code> shown = new TreeSet<>(WITHOUT_MODEL.keySet());
        try (Stream<Path> files = Files.list(FOLDER)) {
            files.filter(file -> file.toString().endsWith(".lamina"))
                    .map(BadModelsTest::code)
                    .forEach(shown::add);
        }
        assertEquals(new TreeSet<>(Arrays.asList(Code.values())), shown);
    }

    /** Every fix that is offered takes away the error it is offered for, and brings no other one. */
    @ParameterizedTest
    @MethodSource("models")
    void anOfferedFixHelps(Path model) throws IOException {
        SourceFile source = read(model);
        Diagnostics before = diagnostics(source);
        for (Diagnostic diagnostic : before.sorted()) {
            Optional<Fix> fix = diagnostic.help().flatMap(help -> help.fix());
            if (fix.isPresent()) {
                Diagnostics after = diagnostics(fix.get().applied());
                assertFalse(
                        messages(after).containsAll(messages(before)),
                        () -> "still there: " + diagnostic + "\n"
                                + DiagnosticPrinter.plain().print(after));
                assertTrue(after.errors() <= before.errors(), diagnostic::message);
            }
        }
    }

    private static List<String> messages(Diagnostics log) {
        return log.sorted().stream().map(Diagnostic::message).toList();
    }

    static List<ModelBlocks.Block> wrongBlocks() {
        return blocks(true);
    }

    static List<ModelBlocks.Block> rightBlocks() {
        return blocks(false);
    }

    private static List<ModelBlocks.Block> blocks(boolean wrong) {
        return Arrays.stream(Code.values())
                .flatMap(code -> ModelBlocks.in(code.name(), code.explanation()).stream())
                .filter(block -> block.kind().equals("wrong") == wrong)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("wrongBlocks")
    void theExampleOfAnExplanationHasTheErrorItExplains(ModelBlocks.Block block) {
        Code code = Code.valueOf(block.source().name().substring(0, 5));
        Set<Code> found = diagnostics(block.source()).sorted().stream()
                .map(Diagnostic::code)
                .collect(Collectors.toSet());
        assertEquals(Set.of(code), found);
    }

    @ParameterizedTest
    @MethodSource("rightBlocks")
    void theExampleOfWhatIsRightHasNoFault(ModelBlocks.Block block) {
        assertEquals("", DiagnosticPrinter.plain().print(diagnostics(block.source())));
    }
}
