package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;

/** A parameter of a model with its value unless set from outside: {@code classes = 10}. */
public record ParameterSyntax(Name name, ExpressionSyntax value, Span span) {}
