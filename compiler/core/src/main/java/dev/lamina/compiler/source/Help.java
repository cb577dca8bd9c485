package dev.lamina.compiler.source;

import java.util.Objects;
import java.util.Optional;

/** What to do about a diagnostic, with the change of text where there is one to offer. */
public record Help(String text, Optional<Fix> fix) {
    public Help {
        Objects.requireNonNull(text);
        Objects.requireNonNull(fix);
    }
}
