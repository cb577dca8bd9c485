package dev.lamina.cli.console;

/** An error in the user's input; the message is printed, and the command ends with exit code 1. */
public final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Failure(String message) {
        super(message);
    }

    /** A failure whose message has been printed already. */
    public static Failure reported() {
        return new Failure("");
    }
}
