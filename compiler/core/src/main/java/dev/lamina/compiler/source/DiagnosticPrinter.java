package dev.lamina.compiler.source;

import java.util.List;

/**
 * Prints diagnostics as text: message, place, the source lines with carets and dashes below them, and the proposed correction. All
 * characters are ASCII except those of the file itself; colours are used on terminals only.
 */
public final class DiagnosticPrinter {
    /** The number of diagnostics to print: later ones are often caused by the first. */
    private static final int MOST = 50;

    private final Style style;

    private DiagnosticPrinter(Style style) {
        this.style = style;
    }

    public static DiagnosticPrinter plain() {
        return new DiagnosticPrinter(Style.PLAIN);
    }

    public static DiagnosticPrinter coloured() {
        return new DiagnosticPrinter(Style.COLOURED);
    }

    /** All diagnostics in the order of the text, each followed by a blank line, and their number at the end. */
    public String print(Diagnostics log) {
        if (log.isEmpty()) {
            return "";
        }
        List<Diagnostic> sorted = log.sorted();
        StringBuilder text = new StringBuilder();
        for (Diagnostic diagnostic : sorted.subList(0, Math.min(sorted.size(), MOST))) {
            text.append(print(diagnostic)).append('\n');
        }
        if (sorted.size() > MOST) {
            text.append("... and ").append(sorted.size() - MOST).append(" more\n");
        }
        return text.append(count(log)).append('\n').toString();
    }

    /** One diagnostic, on several lines. */
    public String print(Diagnostic diagnostic) {
        StringBuilder text = new StringBuilder();
        String head = diagnostic.severity().word() + "[" + diagnostic.code() + "]";
        text.append(style.severity(diagnostic.severity(), head))
                .append(style.strong(": " + Visible.of(diagnostic.message())))
                .append('\n');
        new Snippet(diagnostic, style).appendTo(text);
        return text.toString();
    }

    private static String count(Diagnostics log) {
        int errors = log.errors();
        int warnings = log.warnings();
        String both = errors > 0 && warnings > 0 ? ", " : "";
        return (errors > 0 ? counted(errors, "error") : "") + both + (warnings > 0 ? counted(warnings, "warning") : "");
    }

    private static String counted(int number, String word) {
        return number + " " + word + (number == 1 ? "" : "s");
    }
}
