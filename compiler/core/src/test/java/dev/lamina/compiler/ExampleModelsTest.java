package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The model files of the examples are without a warning, and compile. */
final class ExampleModelsTest {

    private static final Path EXAMPLES = Path.of("..", "..", "examples");

    @TestFactory
    Stream<DynamicTest> exampleCompilesWithoutAWarning() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(EXAMPLES)) {
            files = all.filter(file -> file.toString().endsWith(".lamina"))
                    .filter(file -> !file.toString().contains("target"))
                    .sorted()
                    .toList();
        }
        assertTrue(files.size() > 10, files.toString());
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(EXAMPLES.relativize(file).toString(), () -> {
                    SourceFile source = new SourceFile(file.getFileName().toString(), Files.readString(file));
                    Result<CompiledModel> compilation = LaminaCompiler.compile(source, Options.defaults());
                    assertTrue(
                            compilation.diagnostics().isEmpty(),
                            () -> DiagnosticPrinter.plain().print(compilation.diagnostics()));
                    for (CompiledModel model : compilation.models()) {
                        model.load().newParameters(1);
                    }
                }));
    }
}
