package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** A setting of a train block: {@code optimizer sgd(rate = 0.05)}, {@code batch 64}. */
public record Setting(Name name, SettingValue value, Span span) {
    /** The value as a call, for settings such as {@code optimizer}. A name alone is a call without arguments. */
    public Optional<CallSyntax> call() {
        if (value instanceof SettingValue.Call chosen) {
            return Optional.of(chosen.call());
        }
        if (value instanceof SettingValue.Amount amount
                && amount.expression() instanceof ExpressionSyntax.Reference bare) {
            return Optional.of(new CallSyntax(bare.name(), List.of(), bare.span()));
        }
        return Optional.empty();
    }

    /** The value as an expression, for settings that are numbers. */
    public Optional<ExpressionSyntax> amount() {
        return value instanceof SettingValue.Amount amount ? Optional.of(amount.expression()) : Optional.empty();
    }
}
