package dev.lamina.compiler.pass;

import java.util.ArrayList;
import java.util.List;

/** What the passes did and what they refused, for {@code --explain}. */
public final class Explanations {
    private final List<String> lines = new ArrayList<>();

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
        if (!lines.contains(line)) {
            lines.add(line);
        }
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
