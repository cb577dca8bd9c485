package dev.lamina.compiler.layer;

import dev.lamina.compiler.loop.Expression;
import java.util.List;

/** Rectified linear unit: y = max(0, x); its gradient passes where y > 0, and is 0 at 0. NaN stays NaN. */
record Relu(Place place) implements Layer {
    static final CallKind<Layer> KIND =
            new CallKind<>("relu", List.of(), "max(0, x) of each element", arguments -> new Relu(arguments.place()));

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
    public boolean isActivation() {
        return true;
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
    public Inference infer(Incoming in) {
        return Activations.infer(this, in);
    }

    @Override
    public Value forward(Scope scope, Value x) {
        return scope.add("", FORWARD, x);
    }

    @Override
    public Value backward(Scope scope, Value x, Value y, Value dy) {
        return scope.add("gradient", GRADIENT, dy, y);
    }
}
