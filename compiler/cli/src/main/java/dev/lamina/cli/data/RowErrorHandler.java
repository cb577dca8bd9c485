package dev.lamina.cli.data;

/** Is told of the invalid rows of a file that is loaded as a whole. */
interface RowErrorHandler {

    /** Throws the reason of the first invalid row. */
    RowErrorHandler THROW = (row, reason) -> {
        throw reason;
    };

    /** Reports an invalid row, counted from 0. */
    void found(int row, DataException reason);
}
