package dev.lamina.cli.graph;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The style sheets, which are resources of this package; each has colours for light and for dark mode. */
final class StyleSheet {

    /** For pictures, which may be files of their own. */
    static final String PICTURE = read("picture.css");

    /** For the page around them. */
    static final String PAGE = read("page.css");

    private StyleSheet() {}

    private static String read(String name) {
        try (InputStream stream = StyleSheet.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
