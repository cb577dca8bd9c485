package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Expression.Comparison;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import java.util.List;

/**
 * Piecewise quadratic form of silu: y = x · hardsigmoid(x). Its gradient is 0 where x < -3, dy where x >= 3, else dy · (x / 3 + 1/2). It
 * falls and rises, so the gradient needs x. At -3 and 3 it is that of PyTorch's vectorised code; its code for floats gives 3/2 dy at 3.
 */
record HardSwish() implements Activation {
    static final CallKind<Layer> KIND = new CallKind<>(
            "hardswish",
            Category.ACTIVATION,
            List.of(),
            "x * hardsigmoid(x) of each element",
            arguments -> new HardSwish());

    private static final Pointwise FORWARD = Pointwise.of("hardswish", x -> x.times(HardSigmoid.of(x)));

    private static final Pointwise GRADIENT = Pointwise.of("hardswish gradient", List.of("dy", "x"), in -> {
        Expression x = in.get("x");
        Expression dy = in.get("dy");
        Expression slope = x.times(Expression.constant(1 / 3f)).plus(Expression.constant(0.5f));
        Expression below = new Expression.Select(
                Comparison.LESS, x, Expression.constant(-3), Expression.constant(0), dy.times(slope));
        return new Expression.Select(Comparison.GREATER_OR_EQUAL, x, Expression.constant(3), dy, below);
    });

    @Override
    public String keyword() {
        return "hardswish";
    }

    @Override
    public String semantics() {
        return "the gradient is -dy / 2 at -3, and dy at 3";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "y = x * min(max(0, x + 3), 6) / 6", "dx = 0 where x < -3, dy where x >= 3, else dy * (x / 3 + 1/2)");
    }

    @Override
    public Pointwise function() {
        return FORWARD;
    }

    @Override
    public Pointwise gradient() {
        return GRADIENT;
    }
}
