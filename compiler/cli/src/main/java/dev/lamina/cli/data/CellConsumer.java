package dev.lamina.cli.data;

/** Receives the cells of a row from left to right. */
interface CellConsumer {

    /** The text of a cell lies at {@code from .. to - 1}. */
    void cell(int column, char[] text, int from, int to);
}
