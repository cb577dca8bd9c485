package dev.lamina.compiler.source;

/** How bad a finding is: an error stops the compiler after the stage, a warning does not. */
public enum Severity {
    ERROR("error"),
    WARNING("warning");

    private final String word;

    Severity(String word) {
        this.word = word;
    }

    /** As printed before a code. */
    public String word() {
        return word;
    }
}
