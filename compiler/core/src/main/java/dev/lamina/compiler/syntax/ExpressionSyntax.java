package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import java.util.List;

/** An expression. Its span includes the parentheses around it. */
public sealed interface ExpressionSyntax {
    Span span();

    /** Whether it reads the parameter of this name. */
    boolean reads(String name);

    /** {@code whole} when written in digits only; such a number is exact. */
    record Number(double value, boolean whole, Span span) implements ExpressionSyntax {
        @Override
        public boolean reads(String name) {
            return false;
        }
    }

    /** The name of a parameter of the model, or a word that is a value of the argument: {@code true}, {@code single}. */
    record Reference(Name name, Span span) implements ExpressionSyntax {
        public Reference(Name name) {
            this(name, name.span());
        }

        @Override
        public boolean reads(String other) {
            return name.text().equals(other);
        }
    }

    /** Two or more values: {@code (height, width)}, {@code (top, bottom, left, right)}. */
    record Tuple(List<ExpressionSyntax> values, Span span) implements ExpressionSyntax {
        public Tuple {
            values = List.copyOf(values);
        }

        @Override
        public boolean reads(String name) {
            return values.stream().anyMatch(value -> value.reads(name));
        }
    }

    /** {@code left op right}, op one of {@code + - * /}. */
    record Arithmetic(char op, ExpressionSyntax left, ExpressionSyntax right, Span span) implements ExpressionSyntax {
        @Override
        public boolean reads(String name) {
            return left.reads(name) || right.reads(name);
        }
    }

    /** {@code -value}. */
    record Negation(ExpressionSyntax value, Span span) implements ExpressionSyntax {
        @Override
        public boolean reads(String name) {
            return value.reads(name);
        }
    }
}
