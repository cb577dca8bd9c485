package dev.lamina.compiler.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of input that a model can declare. */
public enum InputKind {
    VECTOR("features"),
    IMAGE("channels", "height", "width"),
    SEQUENCE("steps", "features"),
    /** Whole numbers below a declared bound. */
    TOKENS("steps");

    private final List<String> axes;

    InputKind(String... axes) {
        this.axes = List.of(axes);
    }

    /** The name in model files. */
    public String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The names of its sizes, in the order in which a model file gives them. */
    List<String> axes() {
        return axes;
    }

    /** The names of all kinds. */
    public static List<String> keywords() {
        return Arrays.stream(values()).map(InputKind::keyword).toList();
    }

    static Optional<InputKind> find(String keyword) {
        return Arrays.stream(values())
                .filter(kind -> kind.keyword().equals(keyword))
                .findFirst();
    }
}
