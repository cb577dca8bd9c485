package dev.lamina.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where the command reads and prints, so that tests need no process.
 *
 * @param in standard input
 * @param out results
 * @param err diagnostics, and what shows progress
 * @param terminal whether a person watches
 * @param environment the variables of the process
 */
record Console(InputStream in, PrintStream out, PrintStream err, boolean terminal, Map<String, String> environment) {

    /** The console of this process. */
    static Console system() {
        return new Console(
                System.in,
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                watched(),
                System.getenv());
    }

    @SuppressWarnings("SystemConsoleNull") // a console that is there is asked further
    private static boolean watched() {
        java.io.Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** From JDK 22 on there can be a console without a terminal, and a method, unknown to 17, that tells. */
    private static boolean isTerminal(java.io.Console console) {
        try {
            return (Boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }

    /** Whether to print in colour when the user does not say. */
    boolean colourful() {
        return terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
    }

    /** Columns of a line, 80 when unknown. */
    int columns() {
        try {
            return Math.max(40, Integer.parseInt(environment.getOrDefault("COLUMNS", "80")));
        } catch (NumberFormatException nonsense) {
            return 80;
        }
    }
}
