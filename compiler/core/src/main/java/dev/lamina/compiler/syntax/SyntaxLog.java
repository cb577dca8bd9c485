package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;

/** What is wrong with one text, as far as anybody reads, and whether its meaning is still certain. */
final class SyntaxLog {
    /** A text with more errors is no model file; a list of all of them helps nobody. */
    private static final int MOST = 30;

    private final Diagnostics log;
    private int reported;
    private boolean lost;
    private boolean over;

    SyntaxLog(Diagnostics log) {
        this.log = log;
    }

    /** An error that leaves no doubt about what was meant. */
    void slip(Diagnostic diagnostic) {
        if (reported++ < MOST) {
            log.add(diagnostic);
        }
    }

    /** An error after which the text may mean something else. */
    void lost(Diagnostic diagnostic) {
        slip(diagnostic);
        lost = true;
    }

    /** An error that makes whatever else there is to say about the text worthless. */
    void end(Diagnostic diagnostic) {
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
