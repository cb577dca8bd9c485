package dev.lamina.cli;

import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.Diagnostics;
import java.io.PrintStream;

/** Prints what the compiler has to say about model files. */
final class Reporter {

    private final PrintStream err;
    private final DiagnosticPrinter printer;

    Reporter(PrintStream err, boolean colour) {
        this.err = err;
        printer = colour ? DiagnosticPrinter.coloured() : DiagnosticPrinter.plain();
    }

    void print(Diagnostics diagnostics) {
        err.print(printer.print(diagnostics));
        err.flush();
    }
}
