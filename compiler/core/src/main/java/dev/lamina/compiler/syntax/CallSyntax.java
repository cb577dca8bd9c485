package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import java.util.List;

/** A call: a name with arguments, as {@code conv(6, kernel = 5)}, or a name alone. */
public record CallSyntax(Name name, List<Argument> arguments, Span span) {
    public CallSyntax {
        arguments = List.copyOf(arguments);
    }
}
