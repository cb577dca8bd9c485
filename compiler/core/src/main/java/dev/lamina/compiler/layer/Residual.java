package dev.lamina.compiler.layer;

import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The sum at the end of {@code residual { … } shortcut { … }}: y = x + shortcut, with x the value of the body, and shortcut that of the
 * second body, or the value before the residual if there is no second body. Both gradients are dy. He et al. 2015, equations 1 and 2.
 *
 * @param hasShortcut whether a second body is written
 * @param names the parameters that its text can read, by value: a proposed shortcut uses their names
 */
public record Residual(boolean hasShortcut, Map<Integer, String> names) implements Layer {
    public static final String KEYWORD = "residual";

    private static final String SHORTCUT = "shortcut";

    public Residual {
        names = Map.copyOf(names);
    }

    @Override
    public String keyword() {
        return KEYWORD;
    }

    @Override
    public List<String> operands() {
        return List.of("x", SHORTCUT);
    }

    @Override
    public List<String> formulas() {
        return List.of("y = x + shortcut", "dx = dy", "dshortcut = dy");
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming body = inputs.x();
        Incoming side = inputs.operand(SHORTCUT);
        if (body.shape().equals(side.shape()) && !(body.shape() instanceof Shape.Tokens)) {
            return Inference.fits(body.shape(), "");
        }
        String what = hasShortcut ? "that of its shortcut" : "the value before it";
        Diagnostic problem = body.problem(
                        Code.E0315,
                        inputs.place().call(),
                        "`residual` adds the value of its body, " + body.shape() + ", to " + what + ", " + side.shape())
                .note(side.span(), side.described());
        Place place = inputs.place();
        return new Inference.Mismatch(
                problem, hasShortcut ? longerShortcuts(place, side, body) : shortcuts(place, side, body));
    }

    /** Shortcuts that may give the value before the residual the shape of its body, with the names of parameters before plain numbers. */
    private List<Inference.Proposal> shortcuts(Place place, Incoming before, Incoming body) {
        return projections(before.shape(), body.shape())
                .map(layer -> new Inference.Proposal(
                        "add a shortcut that gives %s: `shortcut { " + layer + " }`",
                        Fix.statementAfter(place.statement(), "shortcut { " + layer + " }")))
                .toList();
    }

    /** Layers behind the last one of the shortcut. One that a block ends with is left alone: the block may have other callers. */
    private List<Inference.Proposal> longerShortcuts(Place place, Incoming side, Incoming body) {
        return place.statement().overlaps(side.span())
                ? projections(side.shape(), body.shape())
                        .map(layer -> new Inference.Proposal(
                                "put `" + layer + "` at the end of the shortcut, giving %s",
                                Fix.statementAfter(side.span(), layer)))
                        .toList()
                : List.of();
    }

    private Stream<String> projections(Shape from, Shape to) {
        return Stream.of(names, Map.<Integer, String>of())
                .flatMap(each -> Projections.between(from, to, each).stream())
                .distinct();
    }

    @Override
    public Value forward(Scope scope) {
        return scope.add("", Pointwise.SUM, scope.x(), scope.operand(SHORTCUT));
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        scope.operandGradient("x", dy);
        scope.operandGradient(SHORTCUT, dy);
    }
}
