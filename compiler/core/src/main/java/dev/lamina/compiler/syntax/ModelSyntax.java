package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** {@code model LeNet5(classes = 10) { … }} with the text of its {@code ///} lines, verbatim. */
public record ModelSyntax(
        Optional<String> documentation,
        Name name,
        List<ParameterSyntax> parameters,
        List<StatementSyntax> statements,
        Span span) {
    public ModelSyntax {
        parameters = List.copyOf(parameters);
        statements = List.copyOf(statements);
    }
}
