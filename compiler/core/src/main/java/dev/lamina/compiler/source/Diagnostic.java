package dev.lamina.compiler.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** An error or a warning in a file: its code, its place with a label, a message, notes at other places, and a proposed correction. */
public record Diagnostic(Code code, Span span, String label, String message, List<Note> notes, Optional<Help> help) {
    public Diagnostic {
        Objects.requireNonNull(code);
        Objects.requireNonNull(span);
        Objects.requireNonNull(label);
        Objects.requireNonNull(message);
        Objects.requireNonNull(help);
        notes = List.copyOf(notes);
    }

    public static Diagnostic of(Code code, Span span, String message) {
        return new Diagnostic(code, span, "", message, List.of(), Optional.empty());
    }

    public Diagnostic label(String text) {
        return new Diagnostic(code, span, text, message, notes, help);
    }

    public Diagnostic note(Span place, String text) {
        List<Note> more = new ArrayList<>(notes);
        more.add(new Note(place, text));
        return new Diagnostic(code, span, label, message, more, help);
    }

    public Diagnostic help(String text) {
        return new Diagnostic(code, span, label, message, notes, Optional.of(new Help(text, Optional.empty())));
    }

    public Diagnostic help(String text, Fix fix) {
        return new Diagnostic(code, span, label, message, notes, Optional.of(new Help(text, Optional.of(fix))));
    }

    public Severity severity() {
        return code.severity();
    }
}
