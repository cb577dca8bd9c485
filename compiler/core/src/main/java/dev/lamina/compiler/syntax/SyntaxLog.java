package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The syntax errors of one text, up to a limit, and whether the meaning of the text is still certain after repairs. */
public final class SyntaxLog {
    /** The most errors that are reported. A text with more is probably no model file. */
    private static final int MOST = 20;

    /** The most errors with the same message that are reported. */
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

    /** Reports an error whose correction is certain. */
    public void slip(Diagnostic diagnostic) {
        lines.add(diagnostic.span().line());
        if (alike.merge(diagnostic.message(), 1, Integer::sum) <= MOST_ALIKE && reported++ < MOST) {
            log.add(diagnostic);
        }
    }

    /** Reports an error after which the meaning of the text is uncertain. */
    public void lost(Diagnostic diagnostic) {
        slip(diagnostic);
        lostLines.add(diagnostic.span().line());
        lost = true;
    }

    /** Reports an error whose correction is certain, unless a token was removed from its line: that token may be the missing one. */
    public void slipUnlessLost(Diagnostic diagnostic) {
        if (!lostLines.contains(diagnostic.span().line())) {
            slip(diagnostic);
        }
    }

    /**
     * Reports an error after which the meaning of the text is uncertain, unless another one was reported on its line, which probably caused
     * it.
     */
    public void echo(Diagnostic diagnostic) {
        if (!lines.contains(diagnostic.span().line())) {
            slip(diagnostic);
        }
        lost = true;
    }

    /** Reports an error that makes all later errors meaningless; parsing ends with it. */
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
