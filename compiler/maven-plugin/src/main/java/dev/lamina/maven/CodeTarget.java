package dev.lamina.maven;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the classes of a project are written for. */
enum CodeTarget {
    /** Plain Java. */
    SCALAR,
    /** The Vector API, and plain Java for a JVM without it. */
    VECTOR,
    /** Vector API or plain Java, chosen when the class is loaded. */
    BOTH;

    static Optional<CodeTarget> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(CodeTarget::word).toList();
    }

    /** As written in a pom. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
