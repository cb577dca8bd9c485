package dev.lamina.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The version of this library, from a resource that the build fills in. */
final class Version {

    /** Empty where the resource did not come along, as in a native image that was not told of it. */
    static final Optional<String> CURRENT = read();

    private Version() {}

    private static Optional<String> read() {
        try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            return Optional.empty(); // it is for people to read; no weights are lost for want of it
        }
    }
}
