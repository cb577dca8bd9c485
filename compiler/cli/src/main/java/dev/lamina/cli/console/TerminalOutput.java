package dev.lamina.cli.console;

import dev.lamina.compiler.source.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where the command prints: no text of a file or path gets through raw. Control characters other than line ends and tabs are printed as
 * escapes (see {@link Printable}), except the command's own sequences, for colours and for the progress bar, where these are wanted: they are
 * printed by {@link #printStyled}, because a file may hold the same sequences.
 */
public sealed class TerminalOutput extends PrintStream permits StandardOutput {
    private final Escaping escaping;

    /** Prints to a stream, in UTF-8. */
    public TerminalOutput(OutputStream to) {
        this(new Escaping(to));
    }

    private TerminalOutput(Escaping escaping) {
        super(escaping, true, StandardCharsets.UTF_8);
        this.escaping = escaping;
    }

    /** The same stream, escaped if it is not yet. */
    static TerminalOutput of(PrintStream to) {
        return to instanceof TerminalOutput output ? output : new TerminalOutput(to);
    }

    /** Lets the command's own colours and progress bars through from now on, where they are printed by {@link #printStyled}. */
    final void allowSequences() {
        escaping.allowed = true;
    }

    /** Prints text with the command's own colours and erasures of lines, in which the text of files is escaped already. */
    public static void printStyled(PrintStream to, String text) {
        if (to instanceof TerminalOutput output) {
            output.writeStyled(text.getBytes(StandardCharsets.UTF_8));
        } else {
            to.print(text);
        }
    }

    /** A stream of text as {@link #printStyled} takes it. */
    public static OutputStream styled(PrintStream to) {
        return new PieceOutput() {
            @Override
            public void write(byte[] bytes, int from, int length) {
                printStyled(to, new String(bytes, from, length, StandardCharsets.UTF_8));
            }
        };
    }

    private synchronized void writeStyled(byte[] text) {
        flush();
        escaping.sequences = escaping.allowed;
        write(text, 0, text.length);
        flush();
        escaping.sequences = false;
    }

    /** Prints text as it is: what another program reads, such as a formatted model file, must not change. */
    public final void printExactly(String text) {
        flush();
        escaping.exact = true;
        print(text);
        flush();
        escaping.exact = false;
    }

    /** Escapes the characters of a stream of UTF-8. A character that a piece ends within waits for the next piece. */
    private static final class Escaping extends PieceOutput {
        /** The most bytes of the UTF-8 of a character that may have to be escaped. */
        private static final int LONGEST = 3;

        private static final int ESCAPE = 0x1B;

        private final OutputStream to;
        private final byte[] begun = new byte[LONGEST];
        private int length;
        private boolean allowed;
        private boolean sequences;
        private boolean exact;

        Escaping(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            int written = from;
            int end = from + count;
            int at = from;
            while (!exact && at < end) {
                int size = length > 0 || isSuspicious(bytes[at]) ? 0 : 1;
                if (size == 0) {
                    put(bytes, written, at);
                    at = suspicious(bytes, at, end);
                    written = at;
                } else {
                    at++;
                }
            }
            put(bytes, written, end);
        }

        private void put(byte[] bytes, int from, int end) throws IOException {
            if (end > from) {
                to.write(bytes, from, end - from);
            }
            if (to instanceof PrintStream print && print.checkError()) {
                throw new IOException("it cannot be written"); // a print stream throws nothing
            }
        }

        /** Whether the byte is a control character, or begins the UTF-8 of a character that may have to be escaped. */
        private static boolean isSuspicious(byte each) {
            int value = each & 0xFF;
            return value < ' ' && value != '\n' && value != '\t'
                    || value == 0x7F
                    || value == 0xC2
                    || value == 0xD8
                    || value == 0xE2;
        }

        /** Writes the character at {@code at}, or keeps what there is of it; returns where the next one begins. */
        private int suspicious(byte[] bytes, int at, int end) throws IOException {
            if (length == 0) {
                int own = sequences ? ownSequence(bytes, at, end) : 0;
                if (own > 0) {
                    put(bytes, at, at + own);
                    return at + own;
                }
                if (bytes[at] == '\r' && at + 1 < end && bytes[at + 1] == '\n') {
                    put(bytes, at, at + 2); // the line end of Windows
                    return at + 2;
                }
            }
            int next = at;
            if (length == 0) {
                begun[length++] = bytes[next++];
            }
            while (length < size() && next < end && (bytes[next] & 0xC0) == 0x80) {
                begun[length++] = bytes[next++];
            }
            boolean whole = length == size() || next < end;
            if (whole) {
                character();
            }
            return next;
        }

        /** The bytes of the UTF-8 of the character that has begun. */
        private int size() {
            int first = begun[0] & 0xFF;
            return first < 0x80 ? 1 : first < 0xE0 ? 2 : LONGEST;
        }

        private void character() throws IOException {
            byte[] bytes = new byte[length];
            System.arraycopy(begun, 0, bytes, 0, length);
            boolean broken = length < size();
            length = 0;
            int character = new String(bytes, StandardCharsets.UTF_8).codePointAt(0);
            byte[] shown = broken || Printable.isSafe(character)
                    ? bytes
                    : Printable.escape(character).getBytes(StandardCharsets.US_ASCII);
            put(shown, 0, shown.length);
        }

        /** The length of one of the command's own sequences: a colour, or the erasure of a line; 0 if there is none. */
        private static int ownSequence(byte[] bytes, int at, int end) {
            int next = bytes[at] == '\r' ? at + 1 : at;
            if (next + 2 >= end || bytes[next] != ESCAPE || bytes[next + 1] != '[') {
                return 0;
            }
            int last = next + 2;
            while (last < end - 1 && (bytes[last] >= '0' && bytes[last] <= '9' || bytes[last] == ';')) {
                last++;
            }
            boolean known = bytes[last] == 'm' || bytes[last] == 'K';
            return known ? last + 1 - at : 0;
        }

        @Override
        public void flush() throws IOException {
            to.flush();
        }

        @Override
        public void close() throws IOException {
            put(begun, 0, length);
            to.close();
        }
    }
}
