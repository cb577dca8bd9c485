package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Expression.Comparison;
import dev.lamina.compiler.ir.Expression.UnaryOperator;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/**
 * Gaussian error linear unit: y = x · Φ(x), with Φ the distribution function of the normal distribution; dx = dy · (Φ + x · Φ'). The
 * approximation by tanh puts (1 + tanh(u)) / 2 for Φ(x), which is sigmoid(2u), with u = √(2/π) · (x + 0.044715 x³).
 *
 * @param approximated whether Φ is approximated by tanh
 */
record Gelu(boolean approximated) implements Activation {
    static final CallKind<Layer> KIND = new CallKind<>(
            "gelu",
            Category.ACTIVATION,
            List.of(ArgumentKind.word(
                            "form",
                            "exact",
                            List.of("exact", "tanh"),
                            "the exact function, or its approximation by tanh")
                    .withoutName()),
            "x * P(X <= x) of each element, with X standard normal",
            arguments -> new Gelu(arguments.word("form").equals("tanh")));

    private static final Expression ONE = Expression.constant(1);
    private static final Expression ROOT_2_PI = Expression.constant((float) Math.sqrt(2 * Math.PI));

    /** 2 √(2/π), and its product with 0.044715: 2u = LINEAR x + CUBIC x³. */
    private static final float LINEAR = (float) (2 * Math.sqrt(2 / Math.PI));

    private static final float CUBIC = (float) (0.044715 * 2 * Math.sqrt(2 / Math.PI));

    // Φ(-a) = exp(-a²/2) t (C0 + C1 t + ...) with t = 1 / (1 + SLOPE a) for a >= 0, fitted for the least relative
    // error, 2^-24.6.
    private static final float SLOPE = 0.32f;
    private static final float[] TAIL = {
        0.12766153f,
        0.12766095f,
        0.11462236f,
        0.08782903f,
        0.05865437f,
        -0.009378794f,
        0.06533014f,
        -0.14670955f,
        0.095408365f,
        -0.021078413f
    };

    private static final Pointwise EXPONENTIAL = Pointwise.of(
            "exp(-x^2 / 2)", x -> x.times(x.times(Expression.constant(-0.5f))).apply(UnaryOperator.EXP));

    private static final Pointwise EXACT =
            Pointwise.of("gelu", List.of("x", "e"), in -> in.get("x").times(distribution(in.get("x"), in.get("e"))));

    private static final Pointwise EXACT_GRADIENT = Pointwise.of("gelu gradient", List.of("dy", "x", "e"), in -> {
        Expression x = in.get("x");
        Expression density = in.get("e").dividedBy(ROOT_2_PI);
        return in.get("dy").times(distribution(x, in.get("e")).plus(x.times(density)));
    });

    private static final Pointwise SIGMOID = Pointwise.of(
            "sigmoid for gelu",
            x -> x.times(Activations.polynomial(x.times(x), LINEAR, CUBIC)).apply(UnaryOperator.SIGMOID));

    private static final Pointwise APPROXIMATED =
            Pointwise.of("gelu by tanh", List.of("x", "s"), in -> in.get("x").times(in.get("s")));

    private static final Pointwise APPROXIMATED_GRADIENT =
            Pointwise.of("gradient of gelu by tanh", List.of("dy", "x", "s"), in -> {
                Expression x = in.get("x");
                Expression s = in.get("s");
                Expression slope = Activations.polynomial(x.times(x), LINEAR, 3 * CUBIC);
                return in.get("dy").times(s.plus(x.times(s.times(ONE.minus(s))).times(slope)));
            });

    @Override
    public String keyword() {
        return "gelu";
    }

    @Override
    public String semantics() {
        return approximated ? "the approximation by tanh" : "";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "P = (1 + erf(x / sqrt(2))) / 2, or (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))) / 2",
                "y = x * P",
                "dx = dy * (P + x * dP / dx)");
    }

    /** The exponential, or the sigmoid, is an operation of its own, so that it is computed in vectors, and kept for the gradient. */
    @Override
    public Value forward(Scope scope) {
        Value kept = approximated
                ? scope.add("sigmoid", SIGMOID, scope.x())
                : scope.add("exponential", EXPONENTIAL, scope.x());
        scope.keep(approximated ? "s" : "e", kept);
        return scope.add("", function(), scope.x(), kept);
    }

    @Override
    public Pointwise function() {
        return approximated ? APPROXIMATED : EXACT;
    }

    @Override
    public Pointwise gradient() {
        return approximated ? APPROXIMATED_GRADIENT : EXACT_GRADIENT;
    }

    /** Φ(x), from x and exp(-x²/2): the tail on the side of x, or 1 without it. */
    private static Expression distribution(Expression x, Expression e) {
        Expression size = x.apply(UnaryOperator.ABSOLUTE);
        Expression t = ONE.dividedBy(size.times(Expression.constant(SLOPE)).plus(ONE));
        Expression tail = e.times(t.times(Activations.polynomial(t, TAIL)));
        return new Expression.Select(Comparison.LESS, x, Expression.constant(0), tail, ONE.minus(tail));
    }
}
