package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What is wrong with one text, as far as anybody reads, and whether its meaning is still certain. */
public final class SyntaxLog {
    /** A text with more errors is no model file; a list of all of them helps nobody. */
    private static final int MOST = 20;

    /** What was said this often is understood. */
    private static final int MOST_ALIKE = 5;

    private final Diagnostics log;
    private final Map<String, Integer> alike = new HashMap<>();
    private final Set<Integer> lines = new HashSet<>();
    private final Set<Integer> lostLines = new HashSet<>();
    private int reported;
    private boolean lost;
    private boolean over;

    SyntaxLog(Diagnostics log) {
        this.log = log;
    }

    /** An error that leaves no doubt about what was meant. */
    public void slip(Diagnostic diagnostic) {
        lines.add(diagnostic.span().line());
        if (alike.merge(diagnostic.message(), 1, Integer::sum) <= MOST_ALIKE && reported++ < MOST) {
            log.add(diagnostic);
        }
    }

    /** An error after which the text may mean something else. */
    public void lost(Diagnostic diagnostic) {
        slip(diagnostic);
        lostLines.add(diagnostic.span().line());
        lost = true;
    }

    /** A slip, unless something was taken out of its line before, which may be what is missing. */
    public void slipUnlessLost(Diagnostic diagnostic) {
        if (!lostLines.contains(diagnostic.span().line())) {
            slip(diagnostic);
        }
    }

    /** An error that may be the echo of another one, and is if there is another on its line. */
    public void echo(Diagnostic diagnostic) {
        if (!lines.contains(diagnostic.span().line())) {
            slip(diagnostic);
        }
        lost = true;
    }

    /** An error that makes whatever else there is to say about the text worthless. */
    public void end(Diagnostic diagnostic) {
        lost(diagnostic);
        over = true;
    }

    boolean isOver() {
        return over;
    }

    boolean isLost() {
        return lost;
    }
}
