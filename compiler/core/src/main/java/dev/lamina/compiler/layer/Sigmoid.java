package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import java.util.List;

/** Logistic function: y = 1 / (1 + exp(-x)); dx = dy · y · (1 - y). */
record Sigmoid() implements Activation {
    static final CallKind<Layer> KIND = new CallKind<>(
            "sigmoid", Category.ACTIVATION, List.of(), "1 / (1 + exp(-x)) of each element", arguments -> new Sigmoid());

    private static final Pointwise FORWARD = Pointwise.of("sigmoid", x -> x.apply(Expression.UnaryOperator.SIGMOID));
    private static final Pointwise GRADIENT = Pointwise.of(
            "sigmoid gradient",
            List.of("dy", "y"),
            in -> in.get("dy").times(in.get("y").times(Expression.constant(1).minus(in.get("y")))));

    @Override
    public String keyword() {
        return "sigmoid";
    }

    @Override
    public List<String> formulas() {
        return List.of("y = 1 / (1 + exp(-x))", "dx = dy * y * (1 - y)");
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
