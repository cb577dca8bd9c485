package dev.lamina.cli.data;

/** A row has no value where it needs one. */
final class MissingValueException extends DataException {

    private static final long serialVersionUID = 1L;

    MissingValueException(String place) {
        super(
                place,
                "there is no value; --missing zero, a number or mean stands for it, --missing skip leaves such rows out");
    }
}
