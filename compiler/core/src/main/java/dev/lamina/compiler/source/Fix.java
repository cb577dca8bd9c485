package dev.lamina.compiler.source;

import java.util.Objects;

/** A change that corrects the text of a file: a span and its replacement. */
public record Fix(Span span, String replacement) {
    public Fix {
        Objects.requireNonNull(span);
        Objects.requireNonNull(replacement);
    }

    public static Fix replace(Span span, String replacement) {
        return new Fix(span, replacement);
    }

    public static Fix delete(Span span) {
        return new Fix(span, "");
    }

    public static Fix insertBefore(Span span, String text) {
        return new Fix(span.before(), text);
    }

    public static Fix insertAfter(Span span, String text) {
        return new Fix(span.after(), text);
    }

    /** Inserts a statement before another: on a new line, unless the other one shares its line with a third. */
    public static Fix statementBefore(Span statement, String text) {
        String indent = indent(statement);
        return insertBefore(statement, indent.isBlank() ? text + "\n" + indent : text + "  ");
    }

    /** Inserts a statement after another: on a new line, unless the other one shares its line with a third. */
    public static Fix statementAfter(Span statement, String text) {
        String indent = indent(statement);
        return insertAfter(statement, indent.isBlank() ? "\n" + indent + text : "  " + text);
    }

    /** The file with this change. */
    public SourceFile applied() {
        String text = span.file().text();
        return new SourceFile(
                span.file().name(), text.substring(0, span.start()) + replacement + text.substring(span.end()));
    }

    private static String indent(Span statement) {
        SourceFile file = statement.file();
        return file.text().substring(file.lineStart(statement.line()), statement.start());
    }
}
