package dev.lamina.compiler.pass;

/** A value that no Java array holds once it is laid out; the facade turns it into a diagnostic at its layer. */
public final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String label;

    TooLargeException(String label, ArithmeticException cause) {
        super(label, cause);
        this.label = label;
    }

    /** The layer that gives the value. */
    public String label() {
        return label;
    }
}
