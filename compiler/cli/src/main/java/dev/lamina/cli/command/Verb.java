package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.report.Reporter;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The base of all verbs: the console, the common options, and the conversion of errors of the JVM to messages. */
abstract class Verb implements Callable<Integer> {

    /** The console of the process or of a test. */
    protected final Console console;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    protected Verb(Console console) {
        this.console = console;
        this.output = new OutputOptions();
    }

    /** Does the work and returns the exit code. */
    protected abstract int run() throws IOException;

    @Override
    public final Integer call() throws IOException {
        try {
            return run();
        } catch (OutOfMemoryError tooLarge) {
            throw new Failure("not enough memory; a larger heap may help: set LAMINA_JAVA_OPTIONS=-Xmx8g");
        } catch (StackOverflowError | LinkageError | AssertionError fault) {
            throw new IllegalStateException(fault); // picocli would let an Error through to the JVM
        }
    }

    /** Ends the verb with exit code 2 and a message. */
    protected final ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Whether to print in colour. */
    protected final boolean colour() {
        boolean colour = output.colour(console);
        if (colour) {
            console.allowColours();
        }
        return colour;
    }

    /** Prints diagnostics. */
    protected final Reporter reporter() {
        return new Reporter(console.err(), colour());
    }

    final boolean stackTraceWanted() {
        return output.stackTrace();
    }
}
