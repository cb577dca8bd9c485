package dev.lamina.compiler.source;

import java.util.Locale;

/**
 * Text of files, paths and options as the front ends print it. A terminal acts on control characters: they set its title, move its cursor,
 * turn the direction of the text around. Each is printed as its escape, {@code \}{@code u001b}, which is also that of JSON.
 */
public final class Printable {
    private Printable() {}

    /** One line: line ends and tabs are escaped too, as {@code \n} and {@code \t}. */
    public static String line(Object value) {
        String text = String.valueOf(value);
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            switch (character) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> append(line, character);
            }
        });
        return line.toString();
    }

    /** Text of many lines: line ends and tabs stay. */
    public static String text(String lines) {
        StringBuilder text = new StringBuilder(lines.length());
        lines.codePoints().forEach(character -> {
            if (character == '\n' || character == '\t') {
                text.appendCodePoint(character);
            } else {
                append(text, character);
            }
        });
        return text.toString();
    }

    /**
     * A message of one or several lines. Lines after the first are indented by at least two spaces; any other line end is part of a name, and
     * escaped, so that no name can print a line that looks like one of the command's.
     */
    public static String message(String text) {
        StringBuilder message = new StringBuilder();
        String[] lines = text.split("\n(?=  )", -1);
        for (int i = 0; i < lines.length; i++) {
            message.append(i == 0 ? "" : "\n").append(line(lines[i]));
        }
        return message.toString();
    }

    private static void append(StringBuilder line, int character) {
        if (isSafe(character)) {
            line.appendCodePoint(character);
        } else {
            line.append(escape(character));
        }
    }

    /** The escape of a character. */
    public static String escape(int character) {
        return String.format(Locale.ROOT, "\\u%04x", character);
    }

    /** Whether a terminal shows the character and does nothing else. */
    public static boolean isSafe(int character) {
        return !Character.isISOControl(character)
                && !isDirection(character)
                && Character.getType(character) != Character.SURROGATE
                && character != '\u2028' // line separator
                && character != '\u2029'; // paragraph separator
    }

    /** Marks, embeddings, overrides and isolates of the Unicode Bidirectional Algorithm (UAX 9). */
    private static boolean isDirection(int character) {
        return character == 0x061C
                || character == 0x200E
                || character == 0x200F
                || character >= 0x202A && character <= 0x202E
                || character >= 0x2066 && character <= 0x2069;
    }
}
