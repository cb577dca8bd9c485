package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Constants;

/** The jars are modules with names that stay, and bundles that export what others may use and import what they use. */
final class ManifestIT {
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

    static List<Path> jars() {
        return List.of(Jars.runtime(), Jars.compiler(), Jars.grammar());
    }

    @ParameterizedTest
    @MethodSource("jars")
    void aJarHasANameAsModuleAndAsBundle(Path jar) throws IOException {
        Attributes manifest = manifest(jar);
        String name = "dev.lamina." + jar.getFileName().toString().split("-")[1];
        assertEquals(name, manifest.getValue("Automatic-Module-Name"));
        assertEquals(name, manifest.getValue(Constants.BUNDLE_SYMBOLICNAME));
        assertTrue(manifest.getValue(Constants.BUNDLE_VERSION).matches("\\d+\\.\\d+\\.\\d+.*"), name);
    }

    @ParameterizedTest
    @MethodSource("jars")
    void itExportsThePackagesThatAreItsOwnAndOfTheCompilerTheApiAlone(Path jar) throws IOException {
        Set<String> exported =
                jar.equals(Jars.compiler()) ? Set.of("dev.lamina.compiler", "dev.lamina.compiler.source") : own(jar);
        assertEquals(exported, packages(manifest(jar).getValue(Constants.EXPORT_PACKAGE)));
    }

    private static Set<String> own(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && !name.contains("/shaded/"))
                    .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** What comes with java.* needs no import; the names of the libraries in the jar start as the jar's own. */
    @ParameterizedTest
    @MethodSource("jars")
    void itImportsWhatItsClassesUse(Path jar) throws IOException {
        Set<String> used = used(jar);
        Set<String> imported = packages(manifest(jar).getValue(Constants.IMPORT_PACKAGE));
        used.removeAll(own(jar));
        used.removeAll(imported);
        assertEquals(Set.of(), used);
    }

    /** The Vector API is there only when the JVM was told so; annotations for readers of the source are never missed. */
    @Test
    void whatMayBeMissingIsOptional() throws IOException {
        for (Path jar : List.of(Jars.runtime(), Jars.compiler())) {
            String imports = manifest(jar).getValue(Constants.IMPORT_PACKAGE);
            assertTrue(imports.contains("jdk.incubator.vector;resolution:=optional"), imports);
        }
        String imports = manifest(Jars.compiler()).getValue(Constants.IMPORT_PACKAGE);
        assertTrue(imports.contains("org.jspecify.annotations;resolution:=optional"), imports);
    }

    private static Attributes manifest(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes();
        }
    }

    private static Set<String> packages(String header) {
        return List.of(QUOTED.matcher(header).replaceAll("").split(",")).stream()
                .map(clause -> clause.split(";")[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> used(Path jar) {
        StringWriter text = new StringWriter();
        int exit = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(text),
                        new PrintWriter(text),
                        "--ignore-missing-deps",
                        "-verbose:package",
                        jar.toString());
        assertEquals(0, exit, text::toString);
        return Pattern.compile("(?m)^ +-> ([\\w.]+) ")
                .matcher(text.toString())
                .results()
                .map(MatchResult::group)
                .map(line -> line.strip().substring("-> ".length()))
                .filter(name -> !name.startsWith("java.") && !name.contains(".shaded."))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
