package dev.lamina.compiler.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The declaration of a layer, loss or optimizer: its keyword and its arguments. Help, completion, documentation, checks and random test
 * models are derived from it.
 *
 * @param values how many values of the model it takes by name, beside the one before it: {@code add(trunk)}
 * @param summary one sentence
 * @param create creates the layer, loss or optimizer from checked arguments
 */
public record CallKind<T>(
        String keyword,
        Category category,
        ValueCount values,
        List<ArgumentKind> arguments,
        String summary,
        Function<Arguments, T> create) {
    public CallKind {
        arguments = List.copyOf(arguments);
    }

    /** One that takes no value by name. */
    public CallKind(
            String keyword,
            Category category,
            List<ArgumentKind> arguments,
            String summary,
            Function<Arguments, T> create) {
        this(keyword, category, ValueCount.NONE, arguments, summary, create);
    }

    /** How many values a call may name. */
    public record ValueCount(int least, int most) {
        static final ValueCount NONE = new ValueCount(0, 0);

        /** One or more. */
        public static final ValueCount SOME = new ValueCount(1, Integer.MAX_VALUE);

        /** Exactly one. */
        public static final ValueCount ONE = new ValueCount(1, 1);

        /** One or none. */
        public static final ValueCount OPTIONAL = new ValueCount(0, 1);

        /** As a call shows it: {@code value, …}. */
        List<String> usage() {
            if (least == 0) {
                return List.of();
            }
            return most == 1 ? List.of("value") : List.of("value", "…");
        }
    }

    /** The call with all its arguments and their defaults: {@code conv(filters, kernel, stride = 1, …)}. */
    public String usage() {
        List<String> all = new ArrayList<>(values.usage());
        for (ArgumentKind each : arguments) {
            all.add(each.name()
                    + each.defaultValue().map(value -> " = " + value).orElse(""));
        }
        return all.isEmpty() ? keyword : keyword + "(" + String.join(", ", all) + ")";
    }
}
