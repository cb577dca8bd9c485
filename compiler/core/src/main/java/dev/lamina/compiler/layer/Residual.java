package dev.lamina.compiler.layer;

import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The sum at the end of {@code residual { … } shortcut { … }}: y = x + shortcut, with x the value of the body, and shortcut that of the
 * second body, or the value before the residual if there is no second body. Both gradients are dy. He et al. 2015, equations 1 and 2.
 *
 * @param hasShortcut whether a second body is written
 */
public record Residual(boolean hasShortcut) implements Layer {
    public static final String KEYWORD = "residual";

    private static final String SHORTCUT = "shortcut";

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
        String what = hasShortcut ? "that of the shortcut" : "the value before it";
        Diagnostic problem = body.problem(
                        Code.E0315,
                        inputs.place().call(),
                        "`residual` adds " + what + " to the value of its body, but that is " + body.shape()
                                + " and this " + side.shape())
                .note(side.span(), side.described());
        List<Inference.Proposal> proposals = hasShortcut
                ? List.of()
                : projections(side.shape(), body.shape()).stream()
                        .map(layer -> new Inference.Proposal(
                                "add a shortcut that gives %s: `shortcut { " + layer + " }`",
                                Fix.insertAfter(inputs.place().statement(), " shortcut { " + layer + " }")))
                        .toList();
        return new Inference.Mismatch(problem, proposals);
    }

    /** Layers that turn a value of one shape into one of another, the usual choice first. */
    private static List<String> projections(Shape from, Shape to) {
        List<String> layers = new ArrayList<>();
        if (from instanceof Shape.Image in && to instanceof Shape.Image out) {
            int rows = stride(in.height(), out.height());
            int columns = stride(in.width(), out.width());
            String stride = rows == columns ? "" + rows : "(" + rows + ", " + columns + ")";
            layers.add("conv(" + out.channels() + ", kernel = 1" + (stride.equals("1") ? "" : ", stride = " + stride)
                    + ")");
        } else if (from instanceof Shape.Vector && to instanceof Shape.Vector
                || from instanceof Shape.Sequence && to instanceof Shape.Sequence) {
            layers.add("fc(" + to.features() + ")");
        }
        return layers;
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
