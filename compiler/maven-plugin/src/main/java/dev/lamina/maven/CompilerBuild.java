package dev.lamina.maven;

import dev.lamina.compiler.LaminaCompiler;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Identifies a build of the compiler: for snapshots the version is not enough. */
final class CompilerBuild {
    private static final String SNAPSHOT = "-SNAPSHOT";

    private CompilerBuild() {}

    /** The version; for a snapshot followed by the time of the build. */
    static String of(String version) throws IOException {
        return version.endsWith(SNAPSHOT) ? version + " of " + lastChange(place()) : version;
    }

    private static Path place() {
        try {
            return Path.of(LaminaCompiler.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException notAFile) {
            throw new IllegalStateException(notAFile);
        }
    }

    private static long lastChange(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.mapToLong(file -> file.toFile().lastModified()).max().orElse(0);
        }
    }
}
