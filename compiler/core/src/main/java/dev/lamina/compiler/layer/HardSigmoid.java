package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import java.util.List;

/** Piecewise linear form of the logistic function: y = min(max(0, x + 3), 6) / 6; its gradient passes where 0 < y < 1, divided by 6. */
record HardSigmoid() implements Activation {
    static final CallKind<Layer> KIND = new CallKind<>(
            "hardsigmoid",
            Category.ACTIVATION,
            List.of(),
            "min(max(0, x + 3), 6) / 6 of each element",
            arguments -> new HardSigmoid());

    private static final Expression SIXTH = Expression.constant(1 / 6f);

    private static final Pointwise FORWARD = Pointwise.of("hardsigmoid", HardSigmoid::of);

    /** From y, so that x need not be kept. 6 times the sixth is 1 in floats: y is 1 where x is 3 or more. */
    private static final Pointwise GRADIENT = Pointwise.of(
            "hardsigmoid gradient",
            List.of("dy", "y"),
            in -> Activations.between(in.get("y"), 0, 1, in.get("dy").times(SIXTH)));

    /** The function of an element. */
    static Expression of(Expression x) {
        return Activations.clamped(x.plus(Expression.constant(3)), 0, 6).times(SIXTH);
    }

    @Override
    public String keyword() {
        return "hardsigmoid";
    }

    @Override
    public String semantics() {
        return "the gradient at -3 and at 3 is 0";
    }

    @Override
    public List<String> formulas() {
        return List.of("y = min(max(0, x + 3), 6) / 6", "dx = dy / 6 where 0 < y < 1, else 0");
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
