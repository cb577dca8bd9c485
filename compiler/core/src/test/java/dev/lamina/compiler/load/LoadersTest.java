package dev.lamina.compiler.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source text becomes a class, by either compiler. */
class LoadersTest {
    private static final String SOURCE = """
            package p;
            import dev.lamina.runtime.Numbers;
            public final class Answer {
                public static float of(float x) { return Numbers.exp(x) + 41f; }
            }
            """;

    @Test
    void bothCompilersGiveTheSameAnswer() throws ReflectiveOperationException {
        for (ClassBytes bytes :
                new ClassBytes[] {JaninoLoader.compile("p.Answer", SOURCE), JavacLoader.compile("p.Answer", SOURCE)}) {
            Class<?> type = bytes.define(getClass().getClassLoader());
            assertEquals(42f, type.getMethod("of", float.class).invoke(null, 0f));
        }
    }

    @Test
    void sourceThatDoesNotCompileNamesTheCompilerAndTheReason() {
        LoadException janino =
                assertThrows(LoadException.class, () -> JaninoLoader.compile("p.Bad", "package p; class Bad { int }"));
        assertTrue(String.valueOf(janino.getMessage()).startsWith("Janino: "), janino::toString);
        LoadException javac =
                assertThrows(LoadException.class, () -> JavacLoader.compile("p.Bad", "package p; class Bad { int }"));
        assertTrue(String.valueOf(javac.getMessage()).startsWith("javac: "), javac::toString);
    }

    /** Spring Boot runs a jar of jars, OSGi and some servers bundles of their own. */
    @ParameterizedTest
    @ValueSource(strings = {"jar:file:/app.jar!/BOOT-INF/lib/lamina-runtime.jar!/", "http://bundle.1/", "none"})
    void javacSaysThatItNeedsTheRuntimeAsAFile(String place) throws MalformedURLException {
        CodeSource source = place.equals("none") ? null : new CodeSource(new URL(place), (Certificate[]) null);
        LoadException refused = assertThrows(LoadException.class, () -> JavacLoader.file(source));
        assertTrue(String.valueOf(refused.getMessage()).contains("lamina-runtime as a file"), refused::toString);
    }

    /** Where such a jar of jars is open as a file system, a path leads into it, but javac knows files alone. */
    @Test
    void javacSaysSoOfAPathInAnotherFileSystem(@TempDir Path folder) throws IOException {
        URI jar = URI.create("jar:" + folder.resolve("app.jar").toUri());
        try (FileSystem open = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
            Files.createFile(open.getPath("runtime.jar"));
            CodeSource source = new CodeSource(new URL(jar + "!/runtime.jar"), (Certificate[]) null);
            LoadException refused = assertThrows(LoadException.class, () -> JavacLoader.file(source));
            assertTrue(String.valueOf(refused.getMessage()).contains("lamina-runtime as a file"), refused::toString);
        }
    }

    @Test
    void javacFindsTheRuntimeInAFolderWithSpaces() throws MalformedURLException {
        CodeSource source = new CodeSource(new URL("file:/two%20words/runtime.jar"), (Certificate[]) null);
        assertEquals(Path.of("/two words/runtime.jar"), Path.of(JavacLoader.file(source)));
    }

    @Test
    void deeplyNestedExpressionsNeedNoMoreThanTheLoadersOwnStack() {
        String sum = "x" + " + x".repeat(2500);
        String source = "package p; public final class Deep { static float of(float x) { return " + sum + "; } }";
        assertEquals("p.Deep", JaninoLoader.compile("p.Deep", source).name());
    }
}
