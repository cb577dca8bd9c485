package dev.lamina.cli.console;

/** What the command's exit codes mean. */
public final class ExitCode {

    public static final int FINE = 0;

    /** Something is wrong with a file or a value in one. */
    public static final int INPUT = 1;

    /** Something is wrong with the command line. */
    public static final int USAGE = 2;

    /** Something is wrong with Lamina itself; the number is sysexits' EX_SOFTWARE. */
    public static final int BUG = 70;

    /** The code that shells expect after Ctrl-C. */
    public static final int INTERRUPTED = 130;

    /** The code that shells expect after writing to a closed pipe. */
    public static final int CLOSED_PIPE = 141;

    private ExitCode() {}
}
