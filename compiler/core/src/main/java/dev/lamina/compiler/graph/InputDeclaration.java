package dev.lamina.compiler.graph;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.source.Span;

/** What a model takes. */
public record InputDeclaration(String name, Shape shape, Span span) {}
