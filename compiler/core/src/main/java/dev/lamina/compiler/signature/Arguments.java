package dev.lamina.compiler.signature;

import dev.lamina.compiler.syntax.Name;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Sides;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The checked arguments of a call, defaults included.
 *
 * @param written where the call is; empty for a call that is in no file
 * @param values the names of the values of the model that the call takes beside the one before it
 * @param settings the values of its arguments by name; an argument whose default is another argument may have none
 */
public record Arguments(Optional<Place> written, List<Name> values, Map<String, Object> settings) {
    public Arguments {
        values = List.copyOf(values);
        settings = Map.copyOf(settings);
    }

    public Place place() {
        return written.orElseThrow();
    }

    public int whole(String name) {
        return ((Double) get(name)).intValue();
    }

    /** The value of a whole number that may be left out. */
    public OptionalInt wholeIfGiven(String name) {
        return settings.get(name) instanceof Double number ? OptionalInt.of(number.intValue()) : OptionalInt.empty();
    }

    public double number(String name) {
        return (Double) get(name);
    }

    public boolean flag(String name) {
        return (Boolean) get(name);
    }

    public String word(String name) {
        return (String) get(name);
    }

    /** The numbers of an argument that may be a word; none if it is one. */
    public List<Double> numbers(String name) {
        return get(name) instanceof List<?> list
                ? list.stream().map(Double.class::cast).toList()
                : List.of();
    }

    public Pair pair(String name) {
        return (Pair) get(name);
    }

    /** The value of an argument whose default is another argument, which has the value {@code otherwise}. */
    public Pair pair(String name, Pair otherwise) {
        return settings.get(name) instanceof Pair pair ? pair : otherwise;
    }

    /** The numbers for the sides of an image; empty if the value is a word. */
    public Optional<Sides> sides(String name) {
        return get(name) instanceof Sides sides ? Optional.of(sides) : Optional.empty();
    }

    /** The call without defaults and without arguments that have no effect on predictions: {@code conv(6, kernel = 5)}. */
    public String text(CallKind<?> kind) {
        return text(kind, false);
    }

    /** The call without defaults: {@code dropout(0.5)}. */
    public String shown(CallKind<?> kind) {
        return text(kind, true);
    }

    private String text(CallKind<?> kind, boolean withTrainingOnly) {
        List<String> written = new ArrayList<>(values.stream().map(Name::text).toList());
        for (ArgumentKind each : kind.arguments()) {
            Object value = settings.get(each.name());
            String text = show(value);
            boolean left = value == null || each.trainingOnly() && !withTrainingOnly || isDefault(each, value, text);
            if (!left) {
                written.add(each.positional() ? text : each.name() + " = " + text);
            }
        }
        return written.isEmpty() ? kind.keyword() : kind.keyword() + "(" + String.join(", ", written) + ")";
    }

    private static String show(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Arguments::show).collect(Collectors.joining(", ", "(", ")"));
        }
        return value instanceof Double number ? Environment.show(number) : String.valueOf(value);
    }

    private static boolean isDefault(ArgumentKind kind, Object value, String text) {
        boolean number = value instanceof Double && kind.type() == ArgumentKind.Type.NUMBER;
        return kind.defaultValue()
                .filter(given -> given.equals(text) || number && value.equals(Double.valueOf(given)))
                .isPresent();
    }

    private Object get(String name) {
        return Optional.ofNullable(settings.get(name)).orElseThrow(() -> new IllegalStateException(name));
    }
}
