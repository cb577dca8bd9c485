package dev.lamina.cli.command;

import picocli.CommandLine.Option;

/** The option for the number of threads that compute. */
final class ThreadOptions {

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "How many threads compute; as many as there are processors by default. All give the same bits.")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** What is wrong with the number; empty if nothing is. */
    static String wrong(int threads) {
        return threads < 1 ? "--threads is " + threads + ", but must be at least 1" : "";
    }

    String wrong() {
        return wrong(threads);
    }

    int threads() {
        return threads;
    }
}
