package dev.lamina.compiler.signature;

import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.ForeignWords;
import dev.lamina.compiler.syntax.Argument;
import dev.lamina.compiler.syntax.CallSyntax;
import dev.lamina.compiler.syntax.ExpressionSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Arguments without names in the order of PyTorch, which begins with the size of the input, as {@code fc(784, 128)} and {@code conv(1, 32,
 * 3)}, or of Keras, which does not: {@code Conv2D(32, 3, 2)}.
 */
final class ForeignOrder {
    /** What follows the size of a window, and the units of a recurrent layer, in both. */
    private static final List<String> AFTER_WINDOW = List.of("stride", "padding", "dilation", "groups");

    private static final List<String> AFTER_UNITS = List.of("layers");

    /** A second number up to this, if it is smaller than the first, is the size of a window and not a number of filters. */
    private static final int LARGEST_WINDOW = 7;

    private final CallSyntax call;
    private final List<String> names;
    private final List<Argument> nameless;

    /** Whether a window has no size yet. */
    private final boolean open;

    private ForeignOrder(CallSyntax call, List<String> names, List<Argument> nameless, boolean open) {
        this.call = call;
        this.names = names;
        this.nameless = nameless;
        this.open = open;
    }

    /** The diagnostic with a call as its help that has names; empty if the arguments are in no such order. */
    static Optional<Diagnostic> help(CallSyntax call, List<ArgumentKind> kinds, Diagnostic problem) {
        boolean sized = kinds.stream()
                .filter(kind -> kind.positional() && kind.defaultValue().isEmpty())
                .map(ArgumentKind::type)
                .toList()
                .equals(List.of(ArgumentKind.Type.WHOLE));
        List<String> names = new ArrayList<>();
        Optional<ArgumentKind> window = kinds.stream()
                .filter(kind -> !kind.positional() && kind.defaultValue().isEmpty())
                .findFirst();
        window.filter(kind -> !isNamed(call, kind)).map(ArgumentKind::name).ifPresent(names::add);
        List<String> after = window.isPresent() ? AFTER_WINDOW : AFTER_UNITS;
        after.stream()
                .flatMap(name -> kinds.stream().filter(kind -> kind.name().equals(name)))
                .filter(kind -> !isNamed(call, kind))
                .map(ArgumentKind::name)
                .forEach(names::add);
        List<Argument> nameless = call.arguments().stream()
                .filter(argument -> argument.name().isEmpty())
                .toList();
        boolean open = window.filter(kind -> !isNamed(call, kind)).isPresent();
        return sized ? new ForeignOrder(call, names, nameless, open).help(problem) : Optional.empty();
    }

    /** Whether an argument is given by its name, perhaps in the words of another framework. */
    static boolean isNamed(CallSyntax call, ArgumentKind kind) {
        return call.arguments().stream()
                .flatMap(argument -> argument.name().stream())
                .anyMatch(name -> name.text().equals(kind.name())
                        || ForeignWords.find(ForeignWords.Section.ARGUMENT, name.text(), List.of(kind.name()))
                                .flatMap(ForeignWords.Translation::ours)
                                .isPresent());
    }

    private Optional<Diagnostic> help(Diagnostic problem) {
        boolean ours = beginsWithUnits();
        int first = ours ? 0 : 1;
        int named = nameless.size() - first - 1;
        boolean complete = named >= (open && !ours ? 1 : 0);
        if (!complete || named > names.size()) {
            return Optional.empty();
        }
        StringBuilder meant = new StringBuilder(text(first));
        for (int i = 0; i < named; i++) {
            meant.append(", ").append(names.get(i)).append(" = ").append(text(first + 1 + i));
        }
        String what = ours ? "only the first argument has no name" : "the size of the input is inferred";
        return Optional.of(problem.help(
                what + ": write `" + call.name().text() + "(" + meant + ")`",
                Fix.replace(
                        nameless.get(0)
                                .span()
                                .to(nameless.get(nameless.size() - 1).span()),
                        meant.toString())));
    }

    /** Whether the first argument is what the layer gives, as here and in Keras. */
    private boolean beginsWithUnits() {
        boolean keras = call.name().span().text().matches(".*[123]D");
        boolean window = nameless.size() > 2 && open && number(0) > number(1) && number(1) <= LARGEST_WINDOW;
        return keras || window;
    }

    private double number(int index) {
        return nameless.get(index).value() instanceof ExpressionSyntax.Number number ? number.value() : Double.NaN;
    }

    private String text(int index) {
        return nameless.get(index).value().span().text();
    }
}
