package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/** Logistic function: y = 1 / (1 + exp(-x)); dx = dy · y · (1 - y). */
record Sigmoid() implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "sigmoid", Category.ACTIVATION, List.of(), "1 / (1 + exp(-x)) of each element", arguments -> new Sigmoid());

    private static final Pointwise FORWARD =
            new Pointwise("sigmoid", new Expression.Operand(0).apply(Expression.UnaryOperator.SIGMOID));
    private static final Pointwise GRADIENT = new Pointwise(
            "sigmoid gradient",
            new Expression.Operand(0)
                    .times(new Expression.Operand(1)
                            .times(Expression.constant(1).minus(new Expression.Operand(1)))));

    @Override
    public String keyword() {
        return "sigmoid";
    }

    @Override
    public List<String> formulas() {
        return List.of("y = 1 / (1 + exp(-x))", "dx = dy * y * (1 - y)");
    }

    @Override
    public Inference infer(Inputs inputs) {
        return Activations.infer(this, inputs);
    }

    @Override
    public Value forward(Scope scope) {
        return scope.add("", FORWARD, scope.x());
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        scope.operandGradient("x", scope.add("gradient", GRADIENT, dy, y));
    }
}
