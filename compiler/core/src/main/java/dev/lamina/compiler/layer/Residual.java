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
import java.util.Optional;
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
        return new Inference.Mismatch(problem, hasShortcut ? List.of() : shortcuts(inputs.place(), side, body));
    }

    /** Shortcuts that may give the value before the residual the shape of its body, with the names of parameters before plain numbers. */
    private List<Inference.Proposal> shortcuts(Place place, Incoming before, Incoming body) {
        return Stream.of(
                        projection(before.shape(), body.shape(), names),
                        projection(before.shape(), body.shape(), Map.of()))
                .flatMap(Optional::stream)
                .distinct()
                .map(layer -> new Inference.Proposal(
                        "add a shortcut that gives %s: `shortcut { " + layer + " }`",
                        Fix.statementAfter(place.statement(), "shortcut { " + layer + " }")))
                .toList();
    }

    /** The usual layer that turns a value of one shape into one of another. */
    private static Optional<String> projection(Shape from, Shape to, Map<Integer, String> names) {
        String features = number(to.features(), names);
        if (from instanceof Shape.Image in && to instanceof Shape.Image out) {
            int rows = stride(in.height(), out.height());
            int columns = stride(in.width(), out.width());
            String stride = rows == columns
                    ? number(rows, names)
                    : "(" + number(rows, names) + ", " + number(columns, names) + ")";
            boolean none = rows == 1 && columns == 1;
            return Optional.of("conv(" + features + ", kernel = 1" + (none ? "" : ", stride = " + stride) + ")");
        }
        boolean alike = from instanceof Shape.Vector && to instanceof Shape.Vector
                || from instanceof Shape.Sequence && to instanceof Shape.Sequence;
        return alike ? Optional.of("fc(" + features + ")") : Optional.empty();
    }

    private static String number(int value, Map<Integer, String> names) {
        return names.getOrDefault(value, "" + value);
    }

    /** The smallest stride by which a window of one pixel makes {@code out} rows of {@code in}: out = floor((in - 1) / stride) + 1. */
    private static int stride(int in, int out) {
        int stride = 1;
        while (stride < in && (in - 1) / stride + 1 > out) {
            stride++;
        }
        return stride;
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
