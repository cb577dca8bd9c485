package dev.lamina.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The version of this library, from a resource that the build fills in. */
final class Version {

    /** Empty if the resource is missing, as in a native image whose configuration does not name it. */
    static final Optional<String> CURRENT = read();

    private Version() {}

    private static Optional<String> read() {
        try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            return Optional.empty(); // it is for people only; nothing depends on it
        }
    }
}
