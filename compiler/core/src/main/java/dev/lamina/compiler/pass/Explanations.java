package dev.lamina.compiler.pass;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the passes did and what they refused, for {@code --explain}. */
public final class Explanations {
    private final Set<String> lines = new LinkedHashSet<>();

    void applied(Pass pass, String text) {
        add("done     " + pass.name() + ": " + text);
    }

    void refused(Pass pass, String text, String reason) {
        add("refused  " + pass.name() + ": " + text + ": " + reason);
    }

    void plan(String text) {
        add(text);
    }

    private void add(String line) {
        lines.add(line);
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
