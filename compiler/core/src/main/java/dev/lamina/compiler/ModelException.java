package dev.lamina.compiler;

import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.Diagnostics;
import java.util.Objects;

/** A model file has errors. The message is what the command would print, with the places in the file. */
public final class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Diagnostics diagnostics;

    ModelException(Diagnostics diagnostics) {
        this(DiagnosticPrinter.plain().print(diagnostics), diagnostics);
    }

    ModelException(String message, Diagnostics diagnostics) {
        super(message);
        this.diagnostics = diagnostics;
    }

    /** What the command would print. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** The errors and warnings; empty after deserialisation. */
    public Diagnostics diagnostics() {
        return diagnostics == null ? new Diagnostics() : diagnostics;
    }
}
