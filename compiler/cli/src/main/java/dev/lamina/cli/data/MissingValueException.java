package dev.lamina.cli.data;

/** A required value is missing in a row. */
final class MissingValueException extends DataException {

    private static final long serialVersionUID = 1L;

    MissingValueException(String place) {
        super(
                place,
                "there is no value; --missing zero, a number or mean stands for it, --missing skip leaves such rows out");
    }
}
