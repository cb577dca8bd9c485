package dev.lamina.compiler.syntax;

import java.util.List;

/** The syntax tree of a model file: its models and its blocks, each in order. */
public record FileSyntax(List<ModelSyntax> models, List<BlockSyntax> blocks) {
    public FileSyntax {
        models = List.copyOf(models);
        blocks = List.copyOf(blocks);
    }
}
