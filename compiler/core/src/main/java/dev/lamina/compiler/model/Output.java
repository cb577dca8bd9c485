package dev.lamina.compiler.model;

import dev.lamina.compiler.source.Span;

/**
 * An output of a model: a value with a name.
 *
 * @param value the number of the value, counted as in {@link Application#operands}
 * @param span where it is declared; the last layer, if the model declares none
 */
public record Output(String name, int value, Span span) {
    /** The name of the output of a model that declares none. */
    public static final String UNNAMED = "output";
}
