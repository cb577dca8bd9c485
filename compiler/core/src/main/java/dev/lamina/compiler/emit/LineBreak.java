package dev.lamina.compiler.emit;

/** The place where a line of Java that is too long should end: as far out of parentheses as possible, then as far to the right. */
final class LineBreak {
    private final String line;
    private final int width;
    private final int indent;
    private int place = -1;
    private int depthThere = Integer.MAX_VALUE;

    /**
     * @param width the most characters of a line
     * @param indent how far the next line is indented
     */
    LineBreak(String line, int width, int indent) {
        this.line = line;
        this.width = width;
        this.indent = indent;
    }

    /** The index at which the next line begins; -1 if the line cannot be broken. */
    int place() {
        int depth = 0;
        boolean quoted = false;
        int start = line.length() - line.stripLeading().length();
        for (int i = start; i <= width; i++) {
            char next = line.charAt(i);
            quoted ^= next == '"' && (i == 0 || line.charAt(i - 1) != '\\');
            if (quoted) {
                continue;
            }
            if (i > start && depth <= depthThere && mayBreak(i)) {
                place = i;
                depthThere = depth;
            }
            depth += change(next);
        }
        return place;
    }

    private static int change(char next) {
        return switch (next) {
            case '(', '[', '{' -> 1;
            case ')', ']', '}' -> -1;
            default -> 0;
        };
    }

    /** Whether the next line may begin at an index: after a comma, before a call or a part of a conditional, or with a value that fits. */
    private boolean mayBreak(int index) {
        String before = line.substring(0, index);
        String after = line.substring(index);
        if (before.endsWith(" =") && after.startsWith(" ")) {
            return indent + after.stripLeading().length() <= width;
        }
        return (before.endsWith(",") && after.startsWith(" "))
                || (before.endsWith(")") && after.startsWith("."))
                || after.startsWith(" ? ")
                || after.startsWith(" : ")
                || after.startsWith(" implements ");
    }
}
