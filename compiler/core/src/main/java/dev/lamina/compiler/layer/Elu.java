package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/**
 * Exponential linear unit: y = x where x > 0, else alpha · (exp(x) - 1); dx = dy where y > 0, else dy · (y + alpha), at 0 too. Alpha is not
 * negative, so the gradient needs y alone.
 *
 * @param alpha minus the limit for small x
 */
record Elu(double alpha) implements Activation {
    static final CallKind<Layer> KIND = new CallKind<>(
            "elu",
            Category.ACTIVATION,
            List.of(ArgumentKind.number("alpha", "1", 0, 1000, "minus the limit for small x")
                    .withoutName()),
            "x where x > 0, else alpha * (exp(x) - 1)",
            arguments -> new Elu(arguments.number("alpha")));

    private static final Expression ZERO = Expression.constant(0);
    private static final Expression ONE = Expression.constant(1);

    /** An operation of its own, so that it is computed in vectors. */
    private static final Pointwise TANH =
            Pointwise.of("tanh of half", x -> x.times(Expression.constant(0.5f)).apply(Expression.UnaryOperator.TANH));

    @Override
    public String keyword() {
        return "elu";
    }

    @Override
    public String semantics() {
        return "the gradient at 0 is alpha * dy";
    }

    @Override
    public List<String> formulas() {
        return List.of("y = x where x > 0, else alpha * (exp(x) - 1)", "dx = dy where y > 0, else dy * (y + alpha)");
    }

    @Override
    public Value forward(Scope scope) {
        return scope.add("", function(), scope.x(), scope.add("tanh", TANH, scope.x()));
    }

    /** With t = tanh(x / 2), exp(x) - 1 = 2t / (1 - t): near 0, where exp(x) - 1 loses all digits, this loses none. */
    @Override
    public Pointwise function() {
        return Pointwise.of("elu", List.of("x", "t"), in -> {
            Expression t = in.get("t");
            Expression below = t.times(Activations.constant(2 * alpha)).dividedBy(ONE.minus(t));
            return unlessPositive(in.get("x"), in.get("x"), below);
        });
    }

    @Override
    public Pointwise gradient() {
        return Pointwise.of(
                "elu gradient",
                List.of("dy", "y"),
                in -> unlessPositive(
                        in.get("y"),
                        in.get("dy"),
                        in.get("dy").times(in.get("y").plus(Activations.constant(alpha)))));
    }

    private static Expression unlessPositive(Expression sign, Expression positive, Expression otherwise) {
        return new Expression.Select(Expression.Comparison.GREATER, sign, ZERO, positive, otherwise);
    }
}
