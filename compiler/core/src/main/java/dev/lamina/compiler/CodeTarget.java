package dev.lamina.compiler;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** For which targets a project gets classes. */
public enum CodeTarget {
    /** One class in plain Java. */
    SCALAR,
    /** A class for the Vector API, and one in plain Java for JVMs that cannot run it. */
    VECTOR,
    /** As {@link #VECTOR}, and the users of the class may choose plain Java when they run it. */
    BOTH;

    /** The constant with that {@link #word}. */
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
