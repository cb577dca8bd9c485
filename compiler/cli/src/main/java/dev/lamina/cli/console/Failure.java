package dev.lamina.cli.console;

/** What is wrong with the user's input, as a sentence to be printed; ends the command with exit code 1. */
public final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Failure(String message) {
        super(message);
    }

    /** A failure of which everything has been printed. */
    public static Failure reported() {
        return new Failure("");
    }
}
