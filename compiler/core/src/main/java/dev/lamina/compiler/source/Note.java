package dev.lamina.compiler.source;

import java.util.Objects;

/** A second place that a diagnostic shows, underlined with dashes, with an explanation. */
public record Note(Span span, String text) {
    public Note {
        Objects.requireNonNull(span);
        Objects.requireNonNull(text);
    }
}
