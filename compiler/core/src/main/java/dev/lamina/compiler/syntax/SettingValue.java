package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import java.util.List;

/** The value of a setting. {@link Setting#call}, {@link Setting#amount} and {@link Setting#names} return it as what a setting needs. */
public sealed interface SettingValue {
    Span span();

    /** An expression. A name alone can be the name of a parameter, a label or a call without arguments. */
    record Amount(ExpressionSyntax expression) implements SettingValue {
        @Override
        public Span span() {
            return expression.span();
        }
    }

    /** A call with arguments. */
    record Call(CallSyntax call) implements SettingValue {
        @Override
        public Span span() {
            return call.span();
        }
    }

    /** Two or more expressions: {@code freeze conv1, conv2}. */
    record Values(List<ExpressionSyntax> expressions, Span span) implements SettingValue {
        public Values {
            expressions = List.copyOf(expressions);
        }
    }

    /** Arguments with names: {@code clip norm = 1}. */
    record Named(List<Argument> arguments, Span span) implements SettingValue {
        public Named {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * A value that holds for some layers: {@code rate = 0.1 for encoder}.
     *
     * @param layers the labels; none if it does not say for which
     */
    record ForLayers(ExpressionSyntax expression, List<Name> layers, Span span) implements SettingValue {
        public ForLayers {
            layers = List.copyOf(layers);
        }
    }
}
