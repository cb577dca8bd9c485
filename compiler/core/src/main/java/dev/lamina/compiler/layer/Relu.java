package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/** Rectified linear unit: y = max(0, x); its gradient passes where y > 0, and is 0 at 0. NaN stays NaN. */
record Relu() implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "relu", Category.ACTIVATION, List.of(), "max(0, x) of each element", arguments -> new Relu());

    /** {@code x < 0 ? 0 : x}: unlike a maximum, one comparison and one blend, and NaN comes through. */
    static final Pointwise FORWARD = new Pointwise(
            "relu",
            new Expression.Select(
                    Expression.Comparison.LESS,
                    new Expression.Operand(0),
                    Expression.constant(0),
                    Expression.constant(0),
                    new Expression.Operand(0)));

    /** dx = y > 0 ? dy : 0. */
    static final Pointwise GRADIENT = new Pointwise(
            "relu gradient",
            new Expression.Select(
                    Expression.Comparison.GREATER,
                    new Expression.Operand(1),
                    Expression.constant(0),
                    new Expression.Operand(0),
                    Expression.constant(0)));

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
