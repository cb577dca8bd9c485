package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;

/** A value as written; spans include the parentheses around it. */
public sealed interface Expression {
    Span span();

    /** {@code whole} when written in digits only; such a number is exact. */
    record Number(double value, boolean whole, Span span) implements Expression {}

    /** A parameter of the model, or a word that the argument knows: {@code true}, {@code single}. */
    record Reference(Name name, Span span) implements Expression {
        public Reference(Name name) {
            this(name, name.span());
        }
    }

    /** {@code (height, width)}. */
    record Pair(Expression first, Expression second, Span span) implements Expression {}

    /** {@code left op right}, op one of {@code + - * /}. */
    record Arithmetic(char op, Expression left, Expression right, Span span) implements Expression {}

    /** {@code -value}. */
    record Negation(Expression value, Span span) implements Expression {}
}
