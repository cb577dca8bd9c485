package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import java.util.List;

/** Hyperbolic tangent: y = tanh(x); dx = dy · (1 - y²). */
record Tanh() implements Activation {
    static final CallKind<Layer> KIND =
            new CallKind<>("tanh", Category.ACTIVATION, List.of(), "tanh(x) of each element", arguments -> new Tanh());

    private static final Pointwise FORWARD = Pointwise.of("tanh", x -> x.apply(Expression.UnaryOperator.TANH));
    private static final Pointwise GRADIENT = Pointwise.of(
            "tanh gradient",
            List.of("dy", "y"),
            in -> in.get("dy").times(Expression.constant(1).minus(in.get("y").times(in.get("y")))));

    @Override
    public String keyword() {
        return "tanh";
    }

    @Override
    public List<String> formulas() {
        return List.of("y = tanh(x)", "dx = dy * (1 - y * y)");
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
