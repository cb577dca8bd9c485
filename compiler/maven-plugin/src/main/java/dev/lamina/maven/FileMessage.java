package dev.lamina.maven;

import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.Printable;
import dev.lamina.compiler.source.Severity;
import java.nio.file.Path;

/** An error or a warning about a model file, with its position. */
record FileMessage(Path file, int line, int column, Severity severity, String message) {
    static FileMessage of(Path file, Diagnostic diagnostic) {
        return new FileMessage(
                file,
                diagnostic.span().line(),
                diagnostic.span().column(),
                diagnostic.severity(),
                DiagnosticPrinter.plain().print(diagnostic).stripTrailing());
    }

    /** An error about a file as a whole. */
    static FileMessage error(Path file, String message) {
        return new FileMessage(file, 1, 1, Severity.ERROR, "error: " + Printable.line(message));
    }

    /** A warning about a file as a whole. */
    static FileMessage warning(Path file, String message) {
        return new FileMessage(file, 1, 1, Severity.WARNING, "warning: " + Printable.line(message));
    }

    /** In the form that Maven's compilers use, which consoles turn into links. */
    @Override
    public String toString() {
        return Printable.line(file) + ":[" + line + "," + column + "] " + message;
    }
}
