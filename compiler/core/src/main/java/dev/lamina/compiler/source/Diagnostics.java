package dev.lamina.compiler.source;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Collects the diagnostics of all stages of one run. */
public final class Diagnostics {
    private static final Comparator<Diagnostic> IN_TEXT = Comparator.comparing(
                    (Diagnostic each) -> each.span().file().name())
            .thenComparing(each -> each.span().start())
            .thenComparing(each -> each.span().end())
            .thenComparing(Diagnostic::code);

    private final List<Diagnostic> found = new ArrayList<>();
    private int added;

    public void add(Diagnostic diagnostic) {
        found.add(diagnostic);
        added += diagnostic.severity() == Severity.ERROR ? 1 : 0;
    }

    public void addAll(Collection<Diagnostic> diagnostics) {
        diagnostics.forEach(this::add);
    }

    /** The diagnostics by file and place, without duplicates. */
    public List<Diagnostic> sorted() {
        return found.stream().distinct().sorted(IN_TEXT).toList();
    }

    /** How many errors were added, each repetition counted: whether a stage that ran twice on the same text failed both times. */
    public int added() {
        return added;
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public boolean hasErrors() {
        return added > 0;
    }

    public int errors() {
        return count(Severity.ERROR);
    }

    public int warnings() {
        return count(Severity.WARNING);
    }

    /** Whether the run fails: after an error, or after a warning if warnings count as errors. */
    public boolean fails(boolean warningsAsErrors) {
        return hasErrors() || warningsAsErrors && warnings() > 0;
    }

    private int count(Severity severity) {
        return (int) found.stream()
                .distinct()
                .filter(each -> each.severity() == severity)
                .count();
    }
}
