package dev.lamina.compiler.graph;

import dev.lamina.compiler.model.Application;
import dev.lamina.compiler.model.AppliedLoss;
import dev.lamina.compiler.model.InputDeclaration;
import dev.lamina.compiler.model.Model;
import dev.lamina.compiler.model.ShapedLayer;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.tensor.Shape;
import java.util.List;
import java.util.stream.Collectors;

/** The lines that become comments of generated methods: place and text of a statement in the model file, and its shapes. */
final class SourceLines {
    private SourceLines() {}

    static String of(InputDeclaration input) {
        return place(input.span()) + "  " + input.span().oneLine() + ", laid out as layers read it";
    }

    /**
     * The line of a layer. It names the values that the layer takes if it takes others than the value before it.
     *
     * @param number the number of its own value
     */
    static String of(Model model, ShapedLayer layer, int number) {
        Application application = layer.application();
        String block = application.blockCall().map(call -> place(call) + ", ").orElse("");
        return block + place(application.span()) + "  " + application.label() + ": " + application.shown() + "   "
                + taken(model, application, number) + layer.in() + " -> " + layer.out();
    }

    private static String taken(Model model, Application application, int number) {
        List<Integer> operands = application.operands();
        // The first layer takes the only input, or the input that is declared last.
        boolean theValueBefore = operands.equals(List.of(number - 1));
        return theValueBefore ? "" : operands.stream().map(model::valueName).collect(Collectors.joining(", ")) + ": ";
    }

    static String of(AppliedLoss loss, Shape shape) {
        return place(loss.place().statement()) + "  loss " + loss.place().call().oneLine() + "   " + shape;
    }

    /** File name and line. It leaves out folders, so that all machines generate the same code. */
    private static String place(Span span) {
        String name = span.file().name().replace('\\', '/');
        return name.substring(name.lastIndexOf('/') + 1) + ":" + span.line();
    }
}
