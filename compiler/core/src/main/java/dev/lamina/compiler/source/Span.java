package dev.lamina.compiler.source;

/** A part of a file, from the offset {@code start} to before {@code end}; empty at the place of something that is missing. */
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

    public boolean overlaps(Span other) {
        return start < other.end && other.start < end;
    }

    public String text() {
        return file.text().substring(start, end);
    }

    /** The text in one line, without comments. */
    public String oneLine() {
        return text().replaceAll("//[^\n]*", "").replaceAll("\\s+", " ");
    }

    /** The span from the start of this one to the end of another. */
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

    /** The place in the form that editors understand: {@code lenet.lamina:11:5}. */
    @Override
    public String toString() {
        return file.name() + ":" + line() + ":" + column();
    }
}
