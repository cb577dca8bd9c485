package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** {@code lamina repl} without a terminal. */
final class ReplVerbTest {

    @Test
    void linesOfTheCommandLineAreAnsweredWithoutABanner() {
        Command repl = Command.run("repl", "-e", "input x: vector[4]", "-e", "fc(3)", "-e", "loss cross_entropy");
        assertEquals(0, repl.exit(), repl::err);
        assertTrue(repl.out().contains("vector[3]") && repl.out().contains("15 parameters"), repl::out);
        assertEquals("", repl.err());
    }

    @Test
    void anErrorIsRememberedInTheExitCodeAndTheSessionGoesOn() {
        Command repl = Command.run("repl", "-e", "input x: vector[4]", "-e", "maxpool(2)", "-e", "fc(3)");
        assertEquals(1, repl.exit());
        assertTrue(repl.err().startsWith("error[E0302]: "), repl::err);
        assertTrue(repl.out().contains("15 parameters"), repl::out);
    }

    @Test
    void theModelRunsAndIsSummedUp() {
        Command repl = Command.run(
                "repl", "-e", "input x: vector[4] fc(3) loss cross_entropy", "-e", ":run", "-e", ":summary");
        assertEquals(0, repl.exit(), repl::err);
        assertTrue(repl.out().contains("  output vector[3]: "), repl::out);
        assertTrue(repl.out().contains("gradient of fc1.weight"), repl::out);
        assertTrue(repl.out().contains("memory for one sample"), repl::out);
    }
}
