package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import java.util.List;

/** A name applied to arguments: {@code conv(6, kernel = 5)}; without parentheses when there are none. */
public record CallSyntax(Name name, List<Argument> arguments, Span span) {
    public CallSyntax {
        arguments = List.copyOf(arguments);
    }
}
