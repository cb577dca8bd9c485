package dev.lamina.compiler.signature;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A word that can be called in a model file, with the arguments it takes. Help, completion, documentation and checks read this.
 *
 * @param summary one sentence
 * @param create what makes a {@code T} of arguments that were checked
 */
public record CallKind<T>(String keyword, List<ArgumentKind> arguments, String summary, Function<Arguments, T> create) {
    public CallKind {
        arguments = List.copyOf(arguments);
    }

    /** How it is written: {@code conv(filters, kernel, stride = 1, …)}. */
    public String usage() {
        return arguments.isEmpty()
                ? keyword
                : keyword
                        + arguments.stream()
                                .map(each -> each.name()
                                        + each.preset()
                                                .map(value -> " = " + value)
                                                .orElse(""))
                                .collect(Collectors.joining(", ", "(", ")"));
    }
}
