package dev.lamina.cli.data;

/** Takes the cells of a table's row, from the left. */
interface CellConsumer {

    /** The text of a cell lies at {@code from .. to - 1}. */
    void cell(int column, char[] text, int from, int to);
}
