package dev.lamina.compiler.signature;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The declaration of a layer, loss or optimizer: its keyword and its arguments. Help, completion, documentation, checks and random test
 * models are derived from it.
 *
 * @param summary one sentence
 * @param create creates the layer, loss or optimizer from checked arguments
 */
public record CallKind<T>(
        String keyword,
        Category category,
        List<ArgumentKind> arguments,
        String summary,
        Function<Arguments, T> create) {
    public CallKind {
        arguments = List.copyOf(arguments);
    }

    /** The call with all its arguments and their defaults: {@code conv(filters, kernel, stride = 1, …)}. */
    public String usage() {
        return arguments.isEmpty()
                ? keyword
                : keyword
                        + arguments.stream()
                                .map(each -> each.name()
                                        + each.defaultValue()
                                                .map(value -> " = " + value)
                                                .orElse(""))
                                .collect(Collectors.joining(", ", "(", ")"));
    }
}
