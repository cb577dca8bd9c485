package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An expected text in a file of the test resources. With {@code -Dgoldens=update} it is rewritten,
 * and the test fails still, so that nobody updates without noticing.
 */
public final class Golden {
    /** The folder of the test resources as sources, so that an update reaches them. */
    public static final Path RESOURCES = Path.of("src/test/resources");

    private Golden() {}

    public static void check(Path file, String actual) throws IOException {
        String expected = Files.exists(file) ? Files.readString(file) : "";
        if (expected.equals(actual)) {
            return;
        }
        if ("update".equals(System.getProperty("goldens"))) {
            Files.writeString(file, actual);
            fail("rewrote " + file);
        }
        assertEquals(expected, actual, () -> file + " differs; -Dgoldens=update rewrites it");
    }
}
