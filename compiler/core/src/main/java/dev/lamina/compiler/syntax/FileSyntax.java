package dev.lamina.compiler.syntax;

import java.util.List;

/** The syntax tree of a model file: its models, in order. */
public record FileSyntax(List<ModelSyntax> models) {
    public FileSyntax {
        models = List.copyOf(models);
    }
}
