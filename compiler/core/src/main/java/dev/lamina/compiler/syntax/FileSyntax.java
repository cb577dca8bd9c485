package dev.lamina.compiler.syntax;

import java.util.List;

/** A model file as written: its models, in order. */
public record FileSyntax(List<ModelSyntax> models) {
    public FileSyntax {
        models = List.copyOf(models);
    }
}
