package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import java.util.List;

/**
 * Leaky rectified linear unit: y = x where x > 0, else slope · x; dx = dy or slope · dy likewise, and slope · dy at 0. The slope is not
 * negative, so the sign of y is that of x, and the gradient needs y alone.
 *
 * @param slope the factor of numbers that are not positive
 */
record LeakyRelu(double slope) implements Activation {
    static final CallKind<Layer> KIND = new CallKind<>(
            "leaky_relu",
            Category.ACTIVATION,
            List.of(ArgumentKind.number("slope", "0.01", 0, 1000, "the factor of numbers that are not positive")
                    .withoutName()),
            "x where x > 0, else slope * x",
            arguments -> new LeakyRelu(arguments.number("slope")));

    private static final Expression ZERO = Expression.constant(0);

    @Override
    public String keyword() {
        return "leaky_relu";
    }

    @Override
    public String semantics() {
        return "the gradient at 0 is slope * dy";
    }

    @Override
    public List<String> formulas() {
        return List.of("y = x where x > 0, else slope * x", "dx = dy where y > 0, else slope * dy");
    }

    @Override
    public Pointwise function() {
        return Pointwise.of("leaky relu", x -> scaledUnlessPositive(x, x));
    }

    @Override
    public Pointwise gradient() {
        return Pointwise.of(
                "leaky relu gradient", List.of("dy", "y"), in -> scaledUnlessPositive(in.get("y"), in.get("dy")));
    }

    private Expression scaledUnlessPositive(Expression sign, Expression value) {
        return new Expression.Select(
                Expression.Comparison.GREATER, sign, ZERO, value, value.times(Expression.constant((float) slope)));
    }
}
