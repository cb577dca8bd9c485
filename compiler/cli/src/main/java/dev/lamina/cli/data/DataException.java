package dev.lamina.cli.data;

/** What is wrong with a data file, as a sentence that begins with its place. */
public sealed class DataException extends RuntimeException permits MissingValueException {

    private static final long serialVersionUID = 1L;

    DataException(String place, String message) {
        super(place + ": " + message);
    }
}
