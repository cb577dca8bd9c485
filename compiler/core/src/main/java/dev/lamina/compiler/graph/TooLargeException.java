package dev.lamina.compiler.graph;

import java.util.function.Supplier;

/** Memory of a layer that no Java array holds once it is laid out; the facade turns it into a diagnostic at its layer. */
public final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String label;

    private TooLargeException(String label, ArithmeticException cause) {
        super(label, cause);
        this.label = label;
    }

    /** What a stage computes for a layer, its sizes and places in exact arithmetic. */
    public static <T> T guard(String label, Supplier<T> stage) {
        try {
            return stage.get();
        } catch (ArithmeticException overflow) {
            throw new TooLargeException(label, overflow);
        }
    }

    /** The layer the memory is for. */
    public String label() {
        return label;
    }
}
