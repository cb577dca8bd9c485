package dev.lamina.cli.graph;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The style sheets that lie beside this class; each has a light and a dark side. */
final class StyleSheet {

    /** Of pictures, which must look well as files of their own too. */
    static final String PICTURE = read("picture.css");

    /** Of the page around them. */
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
