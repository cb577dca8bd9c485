package dev.lamina.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The jars of this build, for tests that come after it. */
final class Jars {
    private Jars() {}

    static Path compiler() {
        return of(".", "compiler");
    }

    static Path runtime() {
        return of("../../runtime", "runtime");
    }

    static Path grammar() {
        return of("../../grammar", "grammar");
    }

    private static Path of(String module, String name) {
        try (Stream<Path> files = Files.list(Path.of(module, "target"))) {
            return files.filter(file -> file.getFileName().toString().matches("lamina-" + name + "-[\\d.]+.*\\.jar"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
