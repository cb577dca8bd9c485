package dev.lamina.compiler.op;

import java.util.List;
import java.util.function.Function;

/**
 * One entry for each operand of an operation, by the operand's name: for example its type or its view.
 *
 * @param names the operands' names, in the order in which {@link Operation#operands} declares them
 */
public record Operands<T>(List<String> names, List<T> values) {
    public Operands {
        names = List.copyOf(names);
        values = List.copyOf(values);
        if (names.size() != values.size()) {
            throw new IllegalArgumentException(values.size() + " values for the operands " + names);
        }
    }

    /** The entry of the operand of this name. */
    public T get(String name) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("no operand " + name + " among " + names);
        }
        return values.get(index);
    }

    public <R> Operands<R> map(Function<T, R> function) {
        return new Operands<>(names, values.stream().map(function).toList());
    }
}
