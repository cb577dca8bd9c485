package dev.lamina.compiler.source;

/** Makes text of a file safe to print on a terminal: without control characters, and with a known width. */
final class Visible {
    private static final int TAB = 4;

    private Visible() {}

    /** One line of text with each control character replaced by `?`, because a terminal might execute it. */
    static String of(String text) {
        return of(text, 0);
    }

    /** The text as printed from a column on, counted from 0; the width of a tab depends on the column. */
    static String of(String text, int column) {
        StringBuilder shown = new StringBuilder();
        int at = column;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int character = text.codePointAt(i);
            int width = width(character, at);
            if (character == '\t') {
                shown.append(" ".repeat(width));
            } else {
                shown.appendCodePoint(isSafe(character) ? character : '?');
            }
            at += width;
        }
        return shown.toString();
    }

    /** The width in columns of text that begins at column 0. */
    static int width(String text) {
        int at = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            at += width(text.codePointAt(i), at);
        }
        return at;
    }

    private static int width(int character, int column) {
        if (character == '\t') {
            return TAB - column % TAB;
        }
        if (!isSafe(character)) {
            return 1;
        }
        int type = Character.getType(character);
        boolean combines = type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
        return combines ? 0 : isWide(character) ? 2 : 1;
    }

    private static boolean isSafe(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** Whether the character takes two columns: East Asian scripts, full-width forms, emoji. */
    private static boolean isWide(int character) {
        return character >= 0x1100
                && (character <= 0x115F
                        || character >= 0x2E80 && character <= 0xA4CF
                        || character >= 0xAC00 && character <= 0xD7A3
                        || character >= 0xF900 && character <= 0xFAFF
                        || character >= 0xFE30 && character <= 0xFE6F
                        || character >= 0xFF00 && character <= 0xFF60
                        || character >= 0xFFE0 && character <= 0xFFE6
                        || character >= 0x1F300 && character <= 0x1F64F
                        || character >= 0x1F900 && character <= 0x1F9FF
                        || character >= 0x20000 && character <= 0x3FFFD);
    }
}
