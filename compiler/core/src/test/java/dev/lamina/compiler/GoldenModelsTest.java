package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.load.JaninoLoader;
import dev.lamina.compiler.load.JavacLoader;
import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of small models: their graph after all passes, their loops before scheduling, their class for the vector target, and
 * for some of them that for the scalar one. {@code -Dgoldens=update} rewrites the files, and fails still.
 */
final class GoldenModelsTest {
    private static final Path FOLDER = Golden.RESOURCES.resolve("models");
    private static final String VECTOR = "Expected.java";
    private static final String DECISIONS = "explain.txt";
    private static final String SCALAR = "ExpectedScalar.java";

    static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.sorted().toList();
        }
    }

    static List<Path> expectedClasses() throws IOException {
        return cases().stream()
                .flatMap(each -> Stream.of(each.resolve(VECTOR), each.resolve(SCALAR)))
                .filter(Files::exists)
                .toList();
    }

    private static CompiledModel compile(String name, String text, Target target) {
        Options options = Options.defaults().withTarget(target).withVerify(true).withPackageName("golden");
        Result<CompiledModel> compilation = LaminaCompiler.compile(new SourceFile(name, text), options);
        assertEquals("", DiagnosticPrinter.plain().print(compilation.diagnostics()));
        return compilation.models().get(0);
    }

    private static CompiledModel compile(Path folder, Target target) throws IOException {
        return compile(folder.getFileName() + ".lamina", Files.readString(folder.resolve("model.lamina")), target);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theGraphIsAsExpected(Path folder) throws IOException {
        Golden.check(
                folder.resolve("graph.txt"),
                compile(folder, Target.VECTOR).dumps().getOrDefault("plan-buffers", ""));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theLoopsAreAsExpected(Path folder) throws IOException {
        Golden.check(folder.resolve("loops.txt"), compile(folder, Target.VECTOR).loops());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theClassIsAsExpected(Path folder) throws IOException {
        Golden.check(folder.resolve(VECTOR), compile(folder, Target.VECTOR).javaSource());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theScalarClassIsAsExpectedWhereOneIsKept(Path folder) throws IOException {
        if (Files.exists(folder.resolve(SCALAR))) {
            Golden.check(folder.resolve(SCALAR), compile(folder, Target.SCALAR).javaSource());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theDecisionsAreAsExpectedWhereTheyAreKept(Path folder) throws IOException {
        if (Files.exists(folder.resolve(DECISIONS))) {
            Golden.check(
                    folder.resolve(DECISIONS),
                    String.join("\n", compile(folder, Target.VECTOR).explanation()) + "\n");
        }
    }

    @ParameterizedTest
    @MethodSource("expectedClasses")
    void anExpectedClassCompiles(Path file) throws IOException {
        String source = Files.readString(file);
        String name = "golden." + source.replaceFirst("(?s).*?public final class (\\w+).*", "$1");
        assertTrue(JavacLoader.compile(name, source).classes().containsKey(name));
        assertTrue(JaninoLoader.compile(name, source).classes().containsKey(name));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theSameFileGivesTheSameBytesWhereverItLies(Path folder) throws IOException {
        String text = Files.readString(folder.resolve("model.lamina"));
        String source = compile(folder, Target.VECTOR).javaSource();
        String elsewhere = "/home/somebody/models/" + folder.getFileName() + ".lamina";
        assertEquals(source, compile(elsewhere, text, Target.VECTOR).javaSource());
        assertFalse(source.contains("somebody"));
        assertFalse(source.contains(System.getProperty("user.name") + "/"));
        assertFalse(source.matches("(?s).*\\b20\\d\\d-\\d\\d-\\d\\d.*"), "a date");
    }

    @Test
    void linesEndTheSameOnEverySystem() throws IOException {
        Path folder = FOLDER.resolve("lenet");
        String text = Files.readString(folder.resolve("model.lamina"));
        assertEquals(
                compile(folder, Target.SCALAR).javaSource(),
                compile("lenet.lamina", text.replace("\n", "\r\n"), Target.SCALAR)
                        .javaSource());
    }
}
