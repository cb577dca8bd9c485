package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import java.util.List;

/** Rectified linear unit: y = max(0, x); its gradient passes where y > 0, and is 0 at 0. NaN stays NaN. */
record Relu() implements Activation {
    static final CallKind<Layer> KIND = new CallKind<>(
            "relu", Category.ACTIVATION, List.of(), "max(0, x) of each element", arguments -> new Relu());

    private static final Expression ZERO = Expression.constant(0);

    /** dx = y > 0 ? dy : 0. */
    private static final Pointwise GRADIENT = Pointwise.of(
            "relu gradient",
            List.of("dy", "y"),
            in -> new Expression.Select(Expression.Comparison.GREATER, in.get("y"), ZERO, in.get("dy"), ZERO));

    /** {@code x < 0 ? 0 : x}: one comparison and one blend, which is faster than a maximum; NaN stays NaN. */
    private static final Pointwise FORWARD = Pointwise.of(
                    "relu", x -> new Expression.Select(Expression.Comparison.LESS, x, ZERO, ZERO, x))
            .asClamp(GRADIENT);

    @Override
    public String keyword() {
        return "relu";
    }

    @Override
    public String semantics() {
        return "the gradient at 0 is 0";
    }

    @Override
    public List<String> formulas() {
        return List.of("y = max(0, x)", "dx = dy where y > 0, else 0");
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
