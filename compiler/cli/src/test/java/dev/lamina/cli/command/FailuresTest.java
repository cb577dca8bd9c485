package dev.lamina.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.cli.console.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What becomes of exceptions that no verb expects. */
class FailuresTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private final Console console = new Console(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            Map.of());

    @Test
    void callsABugABug() {
        assertEquals(70, run(new IllegalStateException("two and two is five")));
        String text = err.toString(StandardCharsets.UTF_8);
        assertTrue(
                text.startsWith(
                        "error: this is a bug in lamina: java.lang.IllegalStateException: two and two is five\n"),
                text);
        assertFalse(text.contains("    at "), text);
    }

    @Test
    void showsWhereItHappenedOnlyWhenAsked() {
        run(new IllegalStateException("two and two is five"), "--stacktrace");
        String text = err.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("    at dev.lamina.cli."), text);
    }

    @Test
    void callsATooSmallHeapThat() {
        assertEquals(1, run(new OutOfMemoryError("Java heap space")));
        assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("error: not enough memory"));
    }

    @Test
    void callsErrorsOfTheVirtualMachineBugs() {
        assertEquals(70, run(new StackOverflowError()));
    }

    private int run(Throwable thrown, String... arguments) {
        return new CommandLine(new Throwing(console, thrown))
                .setExecutionExceptionHandler(new Failures(console)::execution)
                .execute(arguments);
    }

    /** A verb that goes wrong. */
    @Command(name = "throwing")
    private static final class Throwing extends Verb {
        private final Throwable thrown;

        Throwing(Console console, Throwable thrown) {
            super(console);
            this.thrown = thrown;
        }

        @Override
        protected int run() {
            if (thrown instanceof RuntimeException exception) {
                throw exception;
            }
            throw (Error) thrown;
        }
    }
}
