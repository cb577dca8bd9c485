package dev.lamina.compiler.source;

/** The severity of a diagnostic: after an error no later stage runs, after a warning all do. */
public enum Severity {
    ERROR("error"),
    WARNING("warning");

    private final String word;

    Severity(String word) {
        this.word = word;
    }

    /** The word that is printed before the code. */
    public String word() {
        return word;
    }
}
