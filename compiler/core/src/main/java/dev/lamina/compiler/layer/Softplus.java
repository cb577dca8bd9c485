package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Expression.Comparison;
import dev.lamina.compiler.ir.Expression.UnaryOperator;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/**
 * Smooth form of relu: y = log(1 + exp(beta · x)) / beta, but y = x where beta · x > threshold; dx = dy · sigmoid(beta · x), or dy there.
 *
 * <p>With e = exp(-|beta · x|), which does not overflow, y = max(0, x) + log(1 + e) / beta. The exponential is an operation of its own, so
 * that it is computed in vectors, and kept for the gradient. Padding lanes get y = 0: e is 0 there, not 1.
 *
 * @param beta how sharp the bend is
 * @param threshold where the identity begins
 */
record Softplus(double beta, double threshold) implements Activation {
    static final CallKind<Layer> KIND = new CallKind<>(
            "softplus",
            Category.ACTIVATION,
            List.of(
                    ArgumentKind.number("beta", "1", 0.001, 1000, "how sharp the bend at 0 is"),
                    ArgumentKind.number("threshold", "20", 0, 1e6, "y is x where beta * x is above")),
            "log(1 + exp(beta * x)) / beta of each element",
            Softplus::of);

    private static final Expression ZERO = Expression.constant(0);
    private static final Expression ONE = Expression.constant(1);

    private static Softplus of(Arguments arguments) {
        return new Softplus(arguments.number("beta"), arguments.number("threshold"));
    }

    @Override
    public String keyword() {
        return "softplus";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "y = x where beta * x > threshold, else log(1 + exp(beta * x)) / beta",
                "dx = dy where beta * x > threshold, else dy / (1 + exp(-beta * x))");
    }

    @Override
    public Value forward(Scope scope) {
        Pointwise exponential = Pointwise.of(
                "exp(-|beta x|)",
                x -> scaled(x)
                        .apply(UnaryOperator.ABSOLUTE)
                        .apply(UnaryOperator.NEGATE)
                        .apply(UnaryOperator.EXP));
        Value e = scope.add("exponential", exponential, scope.x());
        scope.keep("e", e);
        return scope.add("", function(), scope.x(), e);
    }

    @Override
    public Pointwise function() {
        return Pointwise.of("softplus", List.of("x", "e"), in -> {
            Expression x = in.get("x");
            Expression positive = new Expression.Select(Comparison.GREATER, x, ZERO, x, ZERO);
            Expression ratio = in.get("e").dividedBy(in.get("e").plus(Expression.constant(2)));
            Expression log = Activations.logOfOnePlus(ratio, ratio.times(ratio));
            return unlessAbove(x, x, positive.plus(log.times(Activations.constant(1 / beta))));
        });
    }

    @Override
    public Pointwise gradient() {
        return Pointwise.of("softplus gradient", List.of("dy", "x", "e"), in -> {
            Expression x = in.get("x");
            Expression e = in.get("e");
            Expression above = new Expression.Select(Comparison.GREATER, x, ZERO, ONE, e);
            return unlessAbove(x, in.get("dy"), in.get("dy").times(above.dividedBy(ONE.plus(e))));
        });
    }

    private Expression unlessAbove(Expression x, Expression above, Expression otherwise) {
        return new Expression.Select(Comparison.GREATER, scaled(x), Activations.constant(threshold), above, otherwise);
    }

    private Expression scaled(Expression x) {
        return x.times(Activations.constant(beta));
    }
}
