package dev.lamina.compiler;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the classes of a project are written for. */
public enum CodeTarget {
    /** Plain Java. */
    SCALAR,
    /** The Vector API, and plain Java for a JVM without it. */
    VECTOR,
    /** Vector API or plain Java, chosen when the class is loaded. */
    BOTH;

    /** The target of that name, as {@link #word} writes it. */
    public static Optional<CodeTarget> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }

    /** All names. */
    public static List<String> words() {
        return Arrays.stream(values()).map(CodeTarget::word).toList();
    }

    /** As written in a pom or on a command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
