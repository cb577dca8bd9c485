package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.TooLarge;
import dev.lamina.compiler.signature.Environment;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.ForeignWords;
import dev.lamina.compiler.syntax.ExpressionSyntax;
import dev.lamina.compiler.syntax.StatementSyntax;
import dev.lamina.compiler.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads {@code input image: image[1, 28, 28]}. */
final class InputReader {
    private final StatementSyntax.Input declared;
    private final Environment environment;
    private final Diagnostics log;

    private InputReader(StatementSyntax.Input declared, Environment environment) {
        this.declared = declared;
        this.environment = environment;
        this.log = environment.log();
    }

    static Optional<InputDeclaration> read(StatementSyntax.Input declared, Environment environment) {
        return new InputReader(declared, environment)
                .shape()
                .map(shape -> new InputDeclaration(declared.name().text(), shape, declared.span()));
    }

    private Optional<Shape> shape() {
        Optional<InputKind> kind = InputKind.find(declared.kind().text());
        if (kind.isEmpty()) {
            List<String> known = InputKind.keywords().stream().sorted().toList();
            Resolver.unknown(log, Code.E0202, ForeignWords.Section.KIND, "kind of input", declared.kind(), known);
            return Optional.empty();
        }
        List<String> axes = kind.get().axes();
        if (declared.sizes().size() != axes.size()) {
            wrongCount(axes);
            return Optional.empty();
        }
        Optional<List<Integer>> sizes = sizes(axes);
        if (sizes.isEmpty() || tooLarge(sizes.get())) {
            return Optional.empty();
        }
        return shape(kind.get(), sizes.get());
    }

    private void wrongCount(List<String> axes) {
        int count = declared.sizes().size();
        Diagnostic problem = Diagnostic.of(
                Code.E0310,
                declared.span(),
                "`" + declared.kind().text() + "` has " + axes.size() + (axes.size() == 1 ? " size: " : " sizes: ")
                        + String.join(", ", axes) + "; here " + (count == 1 ? "is " : "are ") + count);
        boolean channel = axes.size() == 3 && count == 2;
        log.add(
                channel
                        ? problem.help(
                                "has it one channel?",
                                Fix.insertBefore(declared.sizes().get(0).span(), "1, "))
                        : problem);
    }

    private Optional<Shape> shape(InputKind kind, List<Integer> sizes) {
        if (declared.below().isPresent() != (kind == InputKind.TOKENS)) {
            log.add(
                    kind == InputKind.TOKENS
                            ? Diagnostic.of(
                                    Code.E0312, declared.span(), "tokens need a bound: `below` and how many there are")
                            : Diagnostic.of(
                                    Code.E0313,
                                    declared.below().get().span(),
                                    "`below` is for tokens; `" + kind.keyword() + "` holds numbers"));
            return Optional.empty();
        }
        return switch (kind) {
            case VECTOR -> Optional.of(new Shape.Vector(sizes.get(0)));
            case IMAGE -> Optional.of(new Shape.Image(sizes.get(0), sizes.get(1), sizes.get(2)));
            case SEQUENCE -> Optional.of(new Shape.Sequence(sizes.get(0), sizes.get(1)));
            case TOKENS ->
                size(declared.below().get(), "the bound").map(below -> new Shape.Tokens(sizes.get(0), below));
        };
    }

    private boolean tooLarge(List<Integer> sizes) {
        double product = 1;
        for (int size : sizes) {
            product *= size;
        }
        if (product > TooLarge.MOST) {
            log.add(TooLarge.value(declared.span(), declared.kind().text() + sizes, product));
            return true;
        }
        return false;
    }

    private Optional<List<Integer>> sizes(List<String> axes) {
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < axes.size(); i++) {
            size(declared.sizes().get(i), "the number of " + axes.get(i)).ifPresent(sizes::add);
        }
        return sizes.size() == axes.size() ? Optional.of(sizes) : Optional.empty();
    }

    private Optional<Integer> size(ExpressionSyntax written, String what) {
        OptionalDouble value = environment.number(written);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        double size = value.getAsDouble();
        if (size != Math.rint(size) || size < 1) {
            log.add(Diagnostic.of(
                    Code.E0311,
                    written.span(),
                    what + " is a whole number of at least 1, but this is " + Environment.show(size)));
            return Optional.empty();
        }
        if (size > Integer.MAX_VALUE) {
            log.add(Diagnostic.of(
                    Code.E0601,
                    written.span(),
                    what + " is " + TooLarge.number(size) + "; at most " + TooLarge.number(Integer.MAX_VALUE)
                            + " is possible"));
            return Optional.empty();
        }
        return Optional.of((int) size);
    }
}
