package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;

/** A name at its place. */
public record Name(String text, Span span) {}
