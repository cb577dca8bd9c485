package dev.lamina.compiler.reference;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.model.ShapedLayer;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.tensor.Parameter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the page of a layer, loss, optimizer or schedule in Markdown: usage, arguments, formulas, and the shape rule applied to examples. All of
 * it comes from the declaration and the layer itself, so a new layer has a page as soon as {@link Layers} lists it.
 */
public final class ReferencePage {
    /** Inputs for layers that take none of the usual ones with the arguments of the example. */
    private static final List<String> FURTHER_INPUTS = List.of("vector[512]", "sequence[8, 64]");

    private final Markdown page = new Markdown();

    private ReferencePage() {}

    /** The page of a keyword that {@link Layers} lists. */
    public static String of(String keyword) {
        CallKind<?> declared = Layers.documented().stream()
                .filter(kind -> kind.keyword().equals(keyword))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no layer, loss, optimizer or schedule " + keyword));
        ReferencePage page = new ReferencePage();
        page.declaration(declared);
        Layers.find(Layers.ALL, keyword).ifPresent(page::layer);
        return page.page.toString();
    }

    private void declaration(CallKind<?> kind) {
        String role = kind.category().role();
        page.line("# " + kind.keyword()).line("");
        page.line((role.equals("optimizer") ? "An " : "A ") + role + ": " + kind.summary() + ".");
        page.block(kind.usage());
        if (!kind.arguments().isEmpty()) {
            page.line("").columns("argument", "what it is", "values", "default");
            kind.arguments().forEach(this::argument);
        }
    }

    private void argument(ArgumentKind argument) {
        String value = argument.defaultValue().map(each -> "`" + each + "`").orElse("required");
        page.cells("`" + argument.name() + "`", argument.meaning(), values(argument), value);
    }

    /** The allowed values of an argument. */
    public static String values(ArgumentKind argument) {
        return switch (argument.type()) {
            case WHOLE -> "a whole number " + argument.range() + (argument.mayBeNone() ? ", or `none`" : "");
            case PAIR -> "a whole number " + argument.range() + ", or two: (height, width)";
            case SIDES ->
                "a whole number " + argument.range()
                        + ", two: (height, width), or four: (top, bottom, left, right)"
                        + (argument.words().isEmpty() ? "" : "; or " + words(argument));
            case NUMBER -> "a number " + argument.range();
            case NUMBERS -> "numbers " + argument.range() + ", several in parentheses; or " + words(argument);
            case FLAG -> "`true`, `false`";
            case WORD -> words(argument);
        };
    }

    private static String words(ArgumentKind argument) {
        return argument.words().stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
    }

    private void layer(CallKind<Layer> kind) {
        List<Example> usual = Example.of(kind, Example.INPUTS);
        List<Example> examples = usual.isEmpty() ? Example.of(kind, FURTHER_INPUTS) : usual;
        examples.stream()
                .map(example -> example.layer().application().layer())
                .max(Comparator.comparingInt(layer -> layer.formulas().size()))
                .ifPresent(this::formulas);
        page.heading("Shapes").line("With `" + Example.call(kind) + "`:").line("");
        page.columns("input", "output", "because", "parameters");
        for (Example example : examples) {
            ShapedLayer layer = example.layer();
            String parameters = layer.parameters().stream().map(Parameter::text).collect(Collectors.joining(", "));
            page.cells(layer.in().toString(), layer.out().toString(), layer.arithmetic(), parameters);
        }
    }

    private void formulas(Layer layer) {
        page.heading("What it computes").line("x is the input, y the output; dx and dy are the gradients of the loss.");
        page.block(String.join("\n", layer.formulas()));
        if (!layer.semantics().isEmpty()) {
            page.line("").line("Where frameworks differ: " + layer.semantics() + ".");
        }
    }
}
