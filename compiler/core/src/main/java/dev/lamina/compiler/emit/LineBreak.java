package dev.lamina.compiler.emit;

/**
 * The place where a line of Java that is too long should end: as far out of parentheses as possible, then as far to the right. At the same depth
 * a line ends behind a comma rather than before a sum, and before a sum rather than before a product.
 */
final class LineBreak {
    private static final int KINDS = 3;

    /** An index is kept together as what is within so many parentheses. */
    private static final int INDEX = 3;

    /** A value that does not fit in a line begins one if only an index is left to break. */
    private static final int VALUE = INDEX * KINDS - 1;

    private static final int NEVER = Integer.MAX_VALUE;

    private final String line;
    private final int width;
    private final int indent;

    /**
     * @param width the most characters of a line
     * @param indent how far the next line is indented
     */
    LineBreak(String line, int width, int indent) {
        this.line = line;
        this.width = width;
        this.indent = indent;
    }

    /** The index at which the next line begins; -1 if the line cannot be broken. If no place keeps to the width, it is the first behind it. */
    int place() {
        int place = -1;
        int best = NEVER;
        int depth = 0;
        boolean quoted = false;
        int start = line.length() - line.stripLeading().length();
        for (int i = start; i < line.length() && (i <= width || place < 0); i++) {
            char next = line.charAt(i);
            quoted ^= next == '"' && (i == 0 || line.charAt(i - 1) != '\\');
            if (quoted) {
                continue;
            }
            int kind = i > start ? kind(i) : NEVER;
            if (kind != NEVER && depth * KINDS + kind <= best) {
                place = i;
                best = depth * KINDS + kind;
            }
            depth += change(next);
        }
        return place;
    }

    private static int change(char next) {
        return switch (next) {
            case '(', '{' -> 1;
            case ')', '}' -> -1;
            case '[' -> INDEX;
            case ']' -> -INDEX;
            default -> 0;
        };
    }

    /** How well the next line may begin at an index, 0 being best: after a comma, before a call or an operator, or with a value. */
    private int kind(int index) {
        if (follows(" =", index) && line.startsWith(" ", index)) {
            return indent + line.substring(index).stripLeading().length() <= width ? 0 : VALUE;
        }
        if ((follows(",", index) && line.startsWith(" ", index))
                || (follows(")", index) && line.startsWith(".", index))
                || line.startsWith(" ? ", index)
                || line.startsWith(" : ", index)
                || line.startsWith(" implements ", index)) {
            return 0;
        }
        if (line.startsWith(" + ", index) || line.startsWith(" - ", index)) {
            return 1;
        }
        return line.startsWith(" * ", index) || line.startsWith(" / ", index) ? 2 : NEVER;
    }

    /** Whether a text stands directly before an index. */
    private boolean follows(String text, int index) {
        return line.startsWith(text, index - text.length());
    }
}
