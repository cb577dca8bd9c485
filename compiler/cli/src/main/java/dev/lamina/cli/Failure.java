package dev.lamina.cli;

/** What is wrong with the user's input, as a sentence to be printed; ends the command with exit code 1. */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Failure(String message) {
        super(message);
    }

    /** A failure of which everything has been printed. */
    static Failure reported() {
        return new Failure("");
    }
}
