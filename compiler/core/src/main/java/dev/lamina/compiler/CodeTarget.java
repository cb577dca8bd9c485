package dev.lamina.compiler;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The targets for which a build generates the classes of a model. */
public enum CodeTarget {
    /** One class in plain Java. */
    SCALAR,
    /** A class for the Vector API, and one in plain Java for JVMs that cannot run it. */
    VECTOR,
    /** As {@link #VECTOR}, and a system property of the running program can choose the class in plain Java. */
    BOTH;

    /** The constant with this {@link #word}; empty if there is none. */
    public static Optional<CodeTarget> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }

    /** The words of all constants. */
    public static List<String> words() {
        return Arrays.stream(values()).map(CodeTarget::word).toList();
    }

    /** The name as written in a pom or on a command line: {@code both}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
