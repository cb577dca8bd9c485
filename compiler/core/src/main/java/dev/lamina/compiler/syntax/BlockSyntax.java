package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** A block as written: steps with a name and parameters, which models and other blocks call like a layer. */
public record BlockSyntax(
        Optional<String> documentation,
        Name name,
        List<BlockParameter> parameters,
        List<StatementSyntax.Step> body,
        Span span) {
    public BlockSyntax {
        parameters = List.copyOf(parameters);
        body = List.copyOf(body);
    }

    /** A parameter of a block. Without a default, every call gives its value. */
    public record BlockParameter(Name name, Optional<ExpressionSyntax> defaultValue, Span span) {}
}
