package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.user.LibraryUser;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar of the compiler on one class path with other versions of the libraries that are in it. */
final class ForeignLibrariesIT {
    private static final Path FOREIGN = Path.of("target", "foreign");

    /** Janino 3.0.16 is what Spark before 3.5 and Calcite bring, 3.1.9 what Spark 3.5 brings. */
    @ParameterizedTest
    @CsvSource({"3.0.16, true", "3.0.16, false", "3.1.9, true", "3.1.9, false"})
    void neitherSideSeesTheOthersVersion(String janino, boolean laminaFirst) throws Exception {
        List<Path> lamina = List.of(Jars.compiler(), Jars.runtime());
        List<Path> foreign = List.of(
                FOREIGN.resolve("antlr4-runtime-4.9.3.jar"),
                FOREIGN.resolve("janino-" + janino + ".jar"),
                FOREIGN.resolve("commons-compiler-" + janino + ".jar"));
        List<Path> classPath = new ArrayList<>(laminaFirst ? lamina : foreign);
        classPath.addAll(laminaFirst ? foreign : lamina);
        classPath.add(Path.of("target", "test-classes"));
        assertEquals(
                List.of(
                        "lamina " + LibraryUser.predicted(),
                        "antlr 4.9.3 4",
                        "janino janino-" + janino + ".jar 42",
                        "commons commons-compiler-" + janino + ".jar"),
                run(classPath));
    }

    @Test
    void theJarHasNoNameThatIsNotItsOwn() throws IOException {
        Set<String> names = new TreeSet<>();
        try (JarFile jar = new JarFile(Jars.compiler().toFile())) {
            jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> !name.endsWith("/"))
                    .filter(name -> !name.startsWith("dev/lamina/compiler/") && !name.startsWith("META-INF/maven/"))
                    .forEach(names::add);
        }
        assertEquals(
                Set.of(
                        "META-INF/MANIFEST.MF",
                        "META-INF/LICENSE",
                        "META-INF/NOTICE",
                        "META-INF/licenses/antlr4-runtime.txt",
                        "META-INF/licenses/janino.txt"),
                names);
    }

    /** What a build that depends on the compiler is told to fetch. */
    @Test
    void thePomNamesNoLibraryThatIsInTheJar() throws IOException {
        String pom = Files.readString(Path.of("dependency-reduced-pom.xml"));
        for (String library : List.of("lamina-grammar", "antlr4-runtime", "janino", "commons-compiler", "javapoet")) {
            assertFalse(dependsOn(pom, library), library);
        }
        assertTrue(dependsOn(pom, "lamina-runtime"));
    }

    private static boolean dependsOn(String pom, String artifact) {
        return pom.substring(pom.indexOf("</build>")).contains("<artifactId>" + artifact + "</artifactId>");
    }

    private static List<String> run(List<Path> classPath) throws IOException, InterruptedException {
        String paths = String.join(
                File.pathSeparator, classPath.stream().map(Path::toString).toList());
        return StartedProcess.java(List.of(), paths, ForeignLibraries.class)
                .lines()
                .filter(line -> !line.contains("VectorChoice") && !line.startsWith("WARNING: "))
                .toList();
    }
}
