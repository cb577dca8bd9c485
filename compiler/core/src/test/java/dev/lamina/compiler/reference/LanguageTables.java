package dev.lamina.compiler.reference;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables of the language reference. A layer's shapes are found by its shape rule: it is called with sizes that do not occur twice,
 * and each size of the result that is one of them gets its name.
 */
final class LanguageTables {
    /** Inputs by how the reference writes them. */
    private static final Map<String, String> INPUTS = inputs();

    private static final Map<Integer, String> SIZES = Map.of(102, "F", 11, "C", 37, "H", 41, "W", 23, "T");

    private LanguageTables() {}

    private static Map<String, String> inputs() {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("vector[102]", "vector[F]");
        inputs.put("image[11, 37, 41]", "image[C, H, W]");
        inputs.put("sequence[23, 102]", "sequence[T, F]");
        inputs.put("tokens[23] below 53", "tokens[T] below V");
        return inputs;
    }

    static String layers() {
        Markdown table = new Markdown();
        table.columns("layer", "input", "output", "optional arguments, with their defaults");
        for (CallKind<Layer> kind : Layers.ALL) {
            List<String> inputs = new ArrayList<>();
            List<String> outputs = new ArrayList<>();
            INPUTS.forEach((input, shown) -> Example.of(kind, List.of(input)).forEach(example -> {
                inputs.add(shown);
                outputs.add(output(kind, example));
            }));
            boolean unchanged = inputs.equals(outputs);
            table.cells(
                    call(kind),
                    String.join(", ", inputs),
                    unchanged ? "unchanged" : String.join(", ", outputs),
                    optional(kind));
        }
        return table.toString();
    }

    private static String output(CallKind<Layer> kind, Example example) {
        Shape in = example.layer().in();
        Shape out = example.layer().out();
        List<String> axes = switch (out.sizes().size()) {
            case 1 -> List.of("F");
            case 2 -> List.of("T", "F");
            default -> List.of("C", "H", "W");
        };
        List<String> sizes = new ArrayList<>();
        for (int axis = 0; axis < axes.size(); axis++) {
            sizes.add(size(kind, in, out.sizes().get(axis), axes.get(axis)));
        }
        return out.toString().replaceFirst("\\[.*", "[" + String.join(", ", sizes) + "]");
    }

    private static String size(CallKind<Layer> kind, Shape in, int size, String axis) {
        if (size == in.size()) {
            return in.sizes().stream().map(SIZES::get).collect(Collectors.joining(" * "));
        }
        String written =
                kind.arguments().isEmpty() ? "" : kind.arguments().get(0).name();
        boolean isArgument = Example.call(kind).startsWith(kind.keyword() + "(" + size);
        return isArgument ? written : SIZES.getOrDefault(size, axis + "'");
    }

    static String losses() {
        return calls("loss", Layers.LOSSES);
    }

    static String optimizers() {
        return calls("optimizer", Layers.OPTIMIZERS);
    }

    static String schedules() {
        return calls("schedule", Layers.SCHEDULES);
    }

    private static String calls(String role, List<? extends CallKind<?>> kinds) {
        Markdown table = new Markdown();
        table.columns(role, "what it is", "arguments, with their defaults");
        kinds.forEach(kind -> table.cells(call(kind), kind.summary(), optional(kind)));
        return table.toString();
    }

    /** The call with the values and the arguments that it requires: {@code conv(filters, kernel = k)}, {@code add(value, …)}. */
    private static String call(CallKind<?> kind) {
        Stream<String> values = Stream.of("value", "…")
                .limit(Math.min(kind.values().least() > 0 ? kind.values().most() : 0, 2));
        Stream<String> required = kind.arguments().stream()
                .filter(argument -> argument.defaultValue().isEmpty())
                .map(argument -> argument.positional()
                        ? argument.name()
                        : argument.name() + " = " + argument.name().charAt(0));
        String arguments = Stream.concat(values, required).collect(Collectors.joining(", "));
        return "`" + kind.keyword() + (arguments.isEmpty() ? "" : "(" + arguments + ")") + "`";
    }

    private static String optional(CallKind<?> kind) {
        return kind.arguments().stream()
                .filter(argument -> argument.defaultValue().isPresent())
                .map(LanguageTables::withDefault)
                .collect(Collectors.joining(", "));
    }

    private static String withDefault(ArgumentKind argument) {
        return "`" + argument.name() + " = " + argument.defaultValue().orElseThrow() + "`";
    }
}
