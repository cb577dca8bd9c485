package dev.lamina.cli.data;

/** Whether the first row of a table holds the names of its columns. */
public enum Heading {
    /** It does if none of its cells is a number. */
    AUTO,
    /** It does. */
    YES,
    /** It holds a sample. */
    NO
}
