package dev.lamina.compiler;

import dev.lamina.compiler.source.Diagnostics;
import java.util.List;

/** What a check found: diagnostics, and a summary of each model that is fine. */
public record Checked(Diagnostics diagnostics, List<Summary> summaries) {
    public Checked {
        summaries = List.copyOf(summaries);
    }
}
