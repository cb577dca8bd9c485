package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Holds the measure of the sources of all modules: sizes, names, one sentence on every top-level type. */
class SourceMeasureTest {
    private static final int LINES_OF_FILE = 600;
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

    @Test
    void noFileIsTooLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources("src/main/java", "src/test/java")) {
            int lines = Files.readAllLines(file).size();
            if (lines > LINES_OF_FILE) {
                tooLong.add(file + ": " + lines + " lines, at most " + LINES_OF_FILE);
            }
        }
        assertEquals("", String.join("\n", tooLong));
    }

    @Test
    void typesAndMethodsKeepTheMeasure() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    files,
                    null,
                    List.of("-proc:none"),
                    null,
                    files.getJavaFileObjectsFromPaths(sources("src/main/java")));
            SourceSurvey survey = new SourceSurvey(task);
            survey.scan(task.parse(), null);
            assertTrue(survey.methods() > 100, () -> "only " + survey.methods() + " methods found under " + ROOT);
            assertEquals("", String.join("\n", survey.findings()));
        }
    }

    /** All Java files of all modules in folders of these names; what a build leaves behind is not looked at. */
    private static List<Path> sources(String... folders) throws IOException {
        List<Path> sources = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                return name.equals("target") || name.startsWith(".")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String path = file.toString().replace('\\', '/');
                if (path.endsWith(".java") && List.of(folders).stream().anyMatch(path::contains)) {
                    sources.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }
}
