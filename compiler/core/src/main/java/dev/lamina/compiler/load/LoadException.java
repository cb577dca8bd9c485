package dev.lamina.compiler.load;

import org.jspecify.annotations.Nullable;

/** Generated source cannot be compiled or loaded: a bug of the compiler, or an unsuitable JVM. It is never an error of a model file. */
public final class LoadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LoadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
