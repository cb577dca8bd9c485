package dev.lamina.compiler.source;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** The text of a model file with its name and the offsets of its lines. */
public final class SourceFile {
    /** The largest file that is read, in bytes. Models are far smaller; a larger file is a mistake, and parsing it would take long. */
    public static final int MAX_BYTES = 1 << 20;

    private final String name;
    private final String text;
    private final int[] lineStarts;

    public SourceFile(String name, String text) {
        this.name = Objects.requireNonNull(name);
        this.text = Objects.requireNonNull(text);
        this.lineStarts = lineStarts(text);
    }

    /** Reads a file; empty after an error, which is reported: the file is missing, a folder, too large, or not UTF-8. */
    public static Optional<SourceFile> read(Path path, Diagnostics log) {
        return SourceReader.read(path, log);
    }

    /** Reads a stream such as standard input, under the given name and with the limits of a file. */
    public static Optional<SourceFile> read(String name, InputStream stream, Diagnostics log) {
        return SourceReader.read(name, stream, log);
    }

    /** Reads a resource as {@link Class#getResourceAsStream} finds it, with the limits of a file. */
    public static Optional<SourceFile> readResource(Class<?> near, String name, Diagnostics log) {
        return SourceReader.readResource(near, name, log);
    }

    public String name() {
        return name;
    }

    public String text() {
        return text;
    }

    public int lines() {
        return lineStarts.length;
    }

    /** The line of an offset, counted from 1. */
    public int line(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** The column of an offset in code points, counted from 1. */
    public int column(int offset) {
        return text.codePointCount(lineStart(line(offset)), offset) + 1;
    }

    /** The offset of the first character of a line. */
    public int lineStart(int line) {
        return lineStarts[line - 1];
    }

    /** The text of a line without its line break. */
    String lineText(int line) {
        int start = lineStart(line);
        int end = line < lineStarts.length ? lineStarts[line] : text.length();
        while (end > start && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(start, end);
    }

    public Span span(int start, int end) {
        return new Span(this, start, end);
    }

    private static int[] lineStarts(String text) {
        int[] starts = new int[16];
        int lines = 1;
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
            if (lines == starts.length) {
                starts = Arrays.copyOf(starts, lines * 2);
            }
            starts[lines++] = at + 1;
        }
        return Arrays.copyOf(starts, lines);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceFile file && name.equals(file.name) && text.equals(file.text);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
