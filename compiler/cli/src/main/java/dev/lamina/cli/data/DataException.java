package dev.lamina.cli.data;

/** What is wrong with a data file, as a sentence that begins with its place. */
public final class DataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DataException(String place, String message) {
        super(place + ": " + message);
    }
}
