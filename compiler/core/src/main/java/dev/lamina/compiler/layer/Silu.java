package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/**
 * Sigmoid linear unit, also called swish: y = x · s with s = sigmoid(x); dx = dy · (s + y · (1 - s)). The sigmoid is an operation of its
 * own, so that it is computed in vectors, and kept for the gradient; x is not.
 */
record Silu() implements Activation {
    static final CallKind<Layer> KIND = new CallKind<>(
            "silu", Category.ACTIVATION, List.of(), "x * sigmoid(x) of each element", arguments -> new Silu());

    private static final Pointwise SIGMOID =
            Pointwise.of("sigmoid for silu", x -> x.apply(Expression.UnaryOperator.SIGMOID));

    private static final Pointwise PRODUCT =
            Pointwise.of("silu", List.of("x", "s"), in -> in.get("x").times(in.get("s")));

    private static final Pointwise GRADIENT = Pointwise.of("silu gradient", List.of("dy", "y", "s"), in -> {
        Expression s = in.get("s");
        Expression rest = in.get("y").times(Expression.constant(1).minus(s));
        return in.get("dy").times(s.plus(rest));
    });

    @Override
    public String keyword() {
        return "silu";
    }

    @Override
    public List<String> formulas() {
        return List.of("s = 1 / (1 + exp(-x))", "y = x * s", "dx = dy * (s + y * (1 - s))");
    }

    @Override
    public Value forward(Scope scope) {
        Value s = scope.add("sigmoid", SIGMOID, scope.x());
        scope.keep("s", s);
        return scope.add("", function(), scope.x(), s);
    }

    @Override
    public Pointwise function() {
        return PRODUCT;
    }

    @Override
    public Pointwise gradient() {
        return GRADIENT;
    }
}
