package dev.lamina.compiler.graph;

import java.util.function.Supplier;

/** A layer needs an array that is longer than a Java array can be. The compiler reports this as an error of the layer. */
public final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String label;

    private TooLargeException(String label, ArithmeticException cause) {
        super(label, cause);
        this.label = label;
    }

    /** Runs a part of a stage for one layer. An overflow in its exact arithmetic becomes this exception. */
    public static <T> T guard(String label, Supplier<T> stage) {
        try {
            return stage.get();
        } catch (ArithmeticException overflow) {
            throw new TooLargeException(label, overflow);
        }
    }

    /** The label of the layer. */
    public String label() {
        return label;
    }
}
