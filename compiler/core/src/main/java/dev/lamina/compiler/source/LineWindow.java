package dev.lamina.compiler.source;

/** The part of a source line that is printed: long lines are cut around the place of the error. */
final class LineWindow {
    private static final int WIDTH = 120;
    private static final int BEFORE = 30;
    private static final String DOTS = "...";

    private final String line;
    private final int lineStart;
    private final int from;
    private final int to;

    private LineWindow(String line, int lineStart, int from, int to) {
        this.line = line;
        this.lineStart = lineStart;
        this.from = from;
        this.to = to;
    }

    /** The whole line if it is short; otherwise a part that begins a little before the offset. */
    static LineWindow of(SourceFile file, int number, int offset) {
        String line = file.lineText(number);
        int start = file.lineStart(number);
        if (line.length() <= WIDTH) {
            return new LineWindow(line, start, 0, line.length());
        }
        int wanted = Math.min(offset - start, line.length());
        int from = wanted <= WIDTH - BEFORE ? 0 : boundary(line, wanted - BEFORE);
        int to = boundary(line, Math.min(line.length(), from + WIDTH));
        return new LineWindow(line, start, from, to);
    }

    /** The index, moved so that it does not split a surrogate pair. */
    private static int boundary(String line, int at) {
        return at < line.length() && Character.isLowSurrogate(line.charAt(at)) ? at - 1 : at;
    }

    /** The offset in the file where the shown part ends. */
    int lineEnd() {
        return lineStart + to;
    }

    /** The printed column, counted from 0, of an offset in the file. */
    int column(int offset) {
        int at = Math.min(Math.max(offset - lineStart, from), to);
        return left().length() + Visible.width(line.substring(from, at));
    }

    String shown() {
        return left() + Visible.of(line.substring(from, to)) + (to < line.length() ? DOTS : "");
    }

    private String left() {
        return from > 0 ? DOTS : "";
    }
}
