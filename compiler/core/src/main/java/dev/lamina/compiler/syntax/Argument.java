package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import java.util.Optional;

/** An argument of a call, with a name unless it is positional: {@code kernel = 5}. */
public record Argument(Optional<Name> name, ExpressionSyntax value, Span span) {}
