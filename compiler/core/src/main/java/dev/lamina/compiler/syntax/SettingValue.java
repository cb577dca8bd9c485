package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;

/** What a setting is set to; {@link Setting#call} and {@link Setting#amount} read it either way. */
public sealed interface SettingValue {
    Span span();

    /** A number, or a bare name, which only the setting can tell from a call. */
    record Amount(ExpressionSyntax expression) implements SettingValue {
        @Override
        public Span span() {
            return expression.span();
        }
    }

    /** Something chosen, with arguments. */
    record Call(CallSyntax call) implements SettingValue {
        @Override
        public Span span() {
            return call.span();
        }
    }
}
