package dev.lamina.compiler.source;

/** A stretch of a file, from an offset to before another; empty where something is missing. */
public record Span(SourceFile file, int start, int end) {
    public Span {
        if (start < 0 || end < start || end > file.text().length()) {
            throw new IllegalArgumentException(
                    "span " + start + " .. " + end + " of " + file.text().length());
        }
    }

    public int line() {
        return file.line(start);
    }

    public int column() {
        return file.column(start);
    }

    /** The line of the last character. */
    public int endLine() {
        return file.line(Math.max(start, end - 1));
    }

    public boolean isEmpty() {
        return start == end;
    }

    public String text() {
        return file.text().substring(start, end);
    }

    /** The text in one line, without comments. */
    public String oneLine() {
        return text().replaceAll("//[^\n]*", "").replaceAll("\\s+", " ");
    }

    /** From the start of this to the end of another. */
    public Span to(Span last) {
        return new Span(file, start, Math.max(end, last.end));
    }

    /** The empty span before this. */
    public Span before() {
        return new Span(file, start, start);
    }

    /** The empty span after this. */
    public Span after() {
        return new Span(file, end, end);
    }

    /** As people and editors read a place: {@code lenet.lamina:11:5}. */
    @Override
    public String toString() {
        return file.name() + ":" + line() + ":" + column();
    }
}
