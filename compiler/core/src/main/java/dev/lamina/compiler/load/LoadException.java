package dev.lamina.compiler.load;

import org.jspecify.annotations.Nullable;

/** Generated source does not compile or load. That is a bug of the compiler, never of a model. */
public final class LoadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LoadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
