package dev.lamina.cli.data;

import java.io.IOException;
import java.io.Reader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The lines of a text, of limited length: a file without line ends would fill the memory before anything could be said of it. */
final class TextLines {
    /** The most characters of a line; a field of a table has the same limit. */
    static final int MOST = 1 << 24;

    private final Reader in;
    private final char[] buffer = new char[1 << 13];
    private int from;
    private int to;
    private boolean afterReturn;

    TextLines(Reader in) {
        this.in = in;
    }

    /**
     * The next line without its end, which is {@code \n}, {@code \r} or both; null if there is none.
     *
     * @param place the place of the line in messages
     * @throws DataException if it is too long
     */
    @Nullable
    String next(Supplier<String> place) throws IOException {
        StringBuilder begun = new StringBuilder();
        boolean any = false;
        while (fill()) {
            any = true;
            int end = from;
            while (end < to && buffer[end] != '\n' && buffer[end] != '\r') {
                end++;
            }
            begun.append(buffer, from, end - from);
            if (begun.length() > MOST) {
                throw new DataException(place.get(), "this line has more than " + MOST + " characters");
            }
            boolean ended = end < to;
            afterReturn = ended && buffer[end] == '\r';
            from = ended ? end + 1 : end;
            if (ended) {
                return begun.toString();
            }
        }
        return any ? begun.toString() : null;
    }

    /** Reads on if nothing is left; false at the end. */
    private boolean fill() throws IOException {
        if (afterReturn && (from < to || more())) {
            from += buffer[from] == '\n' ? 1 : 0;
            afterReturn = false;
        }
        return from < to || more();
    }

    private boolean more() throws IOException {
        to = Math.max(0, in.read(buffer, 0, buffer.length));
        from = 0;
        return to > 0;
    }
}
