package dev.lamina.compiler.emit;

import dev.lamina.compiler.tensor.Parameter;

/** A parameter with its full name and its place in the flat array. */
public record PlacedParameter(String name, Parameter parameter, int offset) {}
