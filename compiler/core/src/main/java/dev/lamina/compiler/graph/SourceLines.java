package dev.lamina.compiler.graph;

import dev.lamina.compiler.model.Application;
import dev.lamina.compiler.model.AppliedLoss;
import dev.lamina.compiler.model.InputDeclaration;
import dev.lamina.compiler.model.ShapedLayer;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.tensor.Shape;

/** The lines that become comments of generated methods: place and text of a statement in the model file, and its shapes. */
final class SourceLines {
    private SourceLines() {}

    static String of(InputDeclaration input) {
        return place(input.span()) + "  " + input.span().oneLine() + ", laid out as layers read it";
    }

    static String of(ShapedLayer layer) {
        Application application = layer.application();
        String call = application.place().call().oneLine();
        return place(application.span()) + "  " + application.label() + ": " + call + "   " + layer.in() + " -> "
                + layer.out();
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
