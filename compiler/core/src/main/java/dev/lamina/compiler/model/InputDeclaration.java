package dev.lamina.compiler.model;

import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.tensor.Shape;

/** The input of a model. */
public record InputDeclaration(String name, Shape shape, Span span) {}
