package dev.lamina.compiler.source;

import java.util.Objects;
import java.util.Optional;

/** A proposed correction: a sentence, and the change of the text if there is one. */
public record Help(String text, Optional<Fix> fix) {
    public Help {
        Objects.requireNonNull(text);
        Objects.requireNonNull(fix);
    }
}
