package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import picocli.CommandLine.Option;

/** Options of all verbs: colours and stack traces. */
final class OutputOptions {

    /** When to print in colour. */
    enum Colour {
        AUTO,
        ALWAYS,
        NEVER
    }

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "AUTO",
            description = "Colours: auto, always or never. auto: in a terminal, unless NO_COLOR is set.")
    private Colour colour;

    @Option(names = "--stacktrace", description = "Print Java's stack trace of an error.")
    private boolean stackTrace;

    boolean colour(Console console) {
        return switch (colour) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> console.colourful();
        };
    }

    boolean stackTrace() {
        return stackTrace;
    }
}
