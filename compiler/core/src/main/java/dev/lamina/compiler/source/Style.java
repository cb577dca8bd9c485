package dev.lamina.compiler.source;

/** How diagnostics are printed: plain, or with the colours of a terminal. */
enum Style {
    PLAIN,
    COLOURED;

    private static final String RED = "31;1";
    private static final String YELLOW = "33;1";
    private static final String BLUE = "34;1";
    private static final String CYAN = "36;1";
    private static final String STRONG = "1";

    String severity(Severity severity, String text) {
        return coloured(severity == Severity.ERROR ? RED : YELLOW, text);
    }

    String note(String text) {
        return coloured(BLUE, text);
    }

    String gutter(String text) {
        return coloured(BLUE, text);
    }

    String help(String text) {
        return coloured(CYAN, text);
    }

    String strong(String text) {
        return coloured(STRONG, text);
    }

    private String coloured(String colour, String text) {
        return this == PLAIN || text.isEmpty() ? text : "\u001B[" + colour + "m" + text + "\u001B[0m";
    }
}
