package dev.lamina.compiler;

import dev.lamina.compiler.source.Diagnostics;
import java.util.List;

/** The result of checking a file: diagnostics, and a summary of each model without errors. */
public record Checked(Diagnostics diagnostics, List<Summary> summaries) {
    public Checked {
        summaries = List.copyOf(summaries);
    }
}
