package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;

/** The value of a setting. {@link Setting#call} and {@link Setting#amount} return it as a call or as a number. */
public sealed interface SettingValue {
    Span span();

    /** An expression. A name alone can be the name of a parameter or a call without arguments. */
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
}
