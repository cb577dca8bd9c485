package dev.lamina.cli.data;

/** Takes what is wrong with rows of a file that is read as a whole. */
interface RowErrorHandler {

    /** The first row that is wrong ends the reading. */
    RowErrorHandler REFUSED = (row, reason) -> {
        throw reason;
    };

    /** Something is wrong with this row, counted from 0. */
    void found(int row, DataException reason);
}
