package dev.lamina.cli.data;

/** An error in a data file; the message begins with the place. */
public sealed class DataException extends RuntimeException permits MissingValueException {

    private static final long serialVersionUID = 1L;

    DataException(String place, String message) {
        super(place + ": " + message);
    }

    /** The same error with advice behind it. */
    DataException(DataException error, String advice) {
        super(error.getMessage() + advice);
    }
}
