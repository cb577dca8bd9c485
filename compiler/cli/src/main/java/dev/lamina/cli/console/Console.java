package dev.lamina.cli.console;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Where the command reads and prints, so that tests need no process.
 *
 * @param in standard input
 * @param out results
 * @param err diagnostics, and what shows progress
 * @param terminal whether a person watches both streams
 * @param environment the variables of the process
 */
public record Console(
        InputStream in, PrintStream out, PrintStream err, boolean terminal, Map<String, String> environment) {

    /** Both streams escape what they print, see {@link TerminalOutput}; those of a terminal let the command's own colours through. */
    public Console {
        out = TerminalOutput.of(out);
        err = TerminalOutput.of(err);
        if (terminal) {
            allowColours(out, err);
        }
    }

    private static void allowColours(PrintStream out, PrintStream err) {
        ((TerminalOutput) out).allowSequences();
        ((TerminalOutput) err).allowSequences();
    }

    /** Lets colours through where the user asks for them although no terminal is there. */
    public void allowColours() {
        allowColours(out, err);
    }

    /** Prints text to standard output as it is, if no person watches: another program reads it, and must find every character. */
    public void printExactly(String text) {
        if (terminal) {
            out.print(text);
        } else {
            ((TerminalOutput) out).printExactly(text);
        }
    }

    /** Which of the three streams, by their numbers, are a terminal: the launcher knows, where there is one. */
    private static final Optional<String> TERMINALS = Optional.ofNullable(System.getProperty("lamina.terminals"));

    /** The console of this process. */
    public static Console system() {
        errors();
        return new Console(
                System.in,
                StandardOutput.ofProcess(),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                TERMINALS.map(streams -> streams.contains("12")).orElseGet(Console::watched),
                System.getenv());
    }

    /** Opens the terminal again for errors, if the launcher has kept it from the JVM's own warnings. */
    private static void errors() {
        String terminal = System.getProperty("lamina.errors", "");
        if (terminal.isEmpty()) {
            return;
        }
        try {
            System.setErr(new PrintStream(new FileOutputStream(terminal, true), true, StandardCharsets.UTF_8));
        } catch (FileNotFoundException gone) {
            System.setErr(System.out);
        }
    }

    /** Whether a person types, rather than a file or another program. */
    public static boolean typed() {
        return TERMINALS.map(streams -> streams.contains("0")).orElseGet(Console::watched);
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

    /** Whether results go nowhere, so that it is no use to compute more of them. */
    public boolean outputFailed() {
        return out.checkError();
    }

    /** Whether to print in colour when the user does not say. */
    public boolean colourful() {
        return cursor() && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** Whether a line can be erased and written anew: there is a terminal, and it is not a dumb one. */
    public boolean cursor() {
        return terminal && !"dumb".equals(environment.get("TERM"));
    }

    /** Columns of a table: those of the terminal; as many as it takes where none is. */
    public int width() {
        return terminal ? columns() : Integer.MAX_VALUE;
    }

    /** Lines of the terminal, 24 when unknown. */
    public int lines() {
        return number("LINES", 24, 5);
    }

    /** Columns of a line, 80 when unknown. */
    public int columns() {
        return number("COLUMNS", 80, 40);
    }

    private int number(String variable, int unknown, int least) {
        try {
            return Math.max(least, Integer.parseInt(environment.getOrDefault(variable, "" + unknown)));
        } catch (NumberFormatException nonsense) {
            return unknown;
        }
    }
}
