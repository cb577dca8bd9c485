package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** A setting of a train block: {@code optimizer sgd(rate = 0.05)}, {@code batch 64}, {@code clip norm = 1}. */
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

    /** The value as names, for settings that are labels; empty if it is something else. */
    public Optional<List<Name>> names() {
        List<ExpressionSyntax> all = value instanceof SettingValue.Values several
                ? several.expressions()
                : amount().map(List::of).orElse(List.of());
        List<Name> names = all.stream()
                .filter(ExpressionSyntax.Reference.class::isInstance)
                .map(each -> ((ExpressionSyntax.Reference) each).name())
                .toList();
        return names.isEmpty() || names.size() < all.size() ? Optional.empty() : Optional.of(names);
    }

    /** The value as arguments with names, seen as a call of the setting; empty if it is something else. */
    public Optional<CallSyntax> named() {
        return value instanceof SettingValue.Named named
                ? Optional.of(new CallSyntax(name, named.arguments(), span))
                : Optional.empty();
    }

    /** The value as an expression, for settings that are numbers. */
    public Optional<ExpressionSyntax> amount() {
        return value instanceof SettingValue.Amount amount ? Optional.of(amount.expression()) : Optional.empty();
    }
}
