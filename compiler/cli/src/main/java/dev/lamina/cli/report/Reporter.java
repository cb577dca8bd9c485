package dev.lamina.cli.report;

import dev.lamina.cli.console.TerminalOutput;
import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.Diagnostics;
import java.io.PrintStream;

/** Prints the diagnostics of model files. */
public final class Reporter {

    private final PrintStream err;
    private final DiagnosticPrinter printer;

    public Reporter(PrintStream err, boolean colour) {
        this.err = err;
        printer = colour ? DiagnosticPrinter.coloured() : DiagnosticPrinter.plain();
    }

    public void print(Diagnostics diagnostics) {
        TerminalOutput.printStyled(err, printer.print(diagnostics));
        err.flush();
    }
}
