package dev.lamina.compiler.source;

import java.util.Objects;

/** A second place a diagnostic shows, underlined with dashes, and what there is to know about it. */
public record Note(Span span, String text) {
    public Note {
        Objects.requireNonNull(span);
        Objects.requireNonNull(text);
    }
}
