package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;

/** A name with its span. */
public record Name(String text, Span span) {}
