package dev.lamina.compiler.reference;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.model.Blocks;
import dev.lamina.compiler.model.Inferrer;
import dev.lamina.compiler.model.Resolver;
import dev.lamina.compiler.model.ShapedLayer;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.syntax.Parser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A call of a layer in a model that has no other layer. No declaration lists the inputs that a layer takes, so its shape rule is asked.
 *
 * @param model the model, with its shapes
 */
record Example(ShapedModel model) {
    /** An input of each kind. */
    static final List<String> INPUTS =
            List.of("vector[10]", "image[4, 12, 12]", "sequence[20, 6]", "tokens[20] below 50");

    /** The values that required whole numbers get, the first that the shape rule accepts for some input: heads have to divide features. */
    private static final List<String> SIZES = List.of("8", "2");

    /** The examples of the layer, one for each of {@code inputs} that its shape rule accepts. */
    static List<Example> of(CallKind<Layer> kind, List<String> inputs) {
        return of(inputs, call(kind));
    }

    private static List<Example> of(List<String> inputs, String call) {
        return inputs.stream().flatMap(input -> of(input, call).stream()).toList();
    }

    private static Optional<Example> of(String input, String call) {
        SourceFile file = new SourceFile("example.lamina", "model Example { input x: " + input + "  " + call + " }");
        Diagnostics log = new Diagnostics();
        return Parser.parse(file, log)
                .flatMap(syntax -> Resolver.resolve(syntax.models().get(0), Blocks.none(), Map.of(), log))
                .flatMap(model -> Inferrer.infer(model, log))
                .map(Example::new);
    }

    /** The call with a value for each required argument. */
    static String call(CallKind<?> kind) {
        return SIZES.stream()
                .map(size -> call(kind, size))
                .filter(call -> !of(INPUTS, call).isEmpty())
                .findFirst()
                .orElseGet(() -> call(kind, SIZES.get(0)));
    }

    private static String call(CallKind<?> kind, String size) {
        List<String> arguments =
                new ArrayList<>(Collections.nCopies(kind.values().least(), "x"));
        for (ArgumentKind argument : kind.arguments()) {
            if (argument.defaultValue().isEmpty()) {
                String value = value(argument, size);
                arguments.add(argument.positional() ? value : argument.name() + " = " + value);
            }
        }
        return kind.keyword() + (arguments.isEmpty() ? "" : "(" + String.join(", ", arguments) + ")");
    }

    private static String value(ArgumentKind argument, String size) {
        return switch (argument.type()) {
            case WHOLE -> size;
            case PAIR -> "3";
            case SIDES -> "1";
            case NUMBER -> "0.5";
            case FLAG -> "true";
            case WORD, NUMBERS -> argument.words().get(0);
        };
    }

    ShapedLayer layer() {
        return model.layers().get(0);
    }
}
