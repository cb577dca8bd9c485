package dev.lamina.compiler.layer;

import dev.lamina.compiler.loop.Expression;
import java.util.List;

/** Hyperbolic tangent: y = tanh(x); dx = dy · (1 - y²). */
record Tanh(Place place) implements Layer {
    static final CallKind<Layer> KIND =
            new CallKind<>("tanh", List.of(), "tanh(x) of each element", arguments -> new Tanh(arguments.place()));

    private static final Pointwise FORWARD =
            new Pointwise("tanh", new Expression.Operand(0).apply(Expression.UnaryOperator.TANH));
    private static final Pointwise GRADIENT = new Pointwise(
            "tanh gradient",
            new Expression.Operand(0)
                    .times(Expression.constant(1).minus(new Expression.Operand(1).times(new Expression.Operand(1)))));

    @Override
    public String keyword() {
        return "tanh";
    }

    @Override
    public boolean isActivation() {
        return true;
    }

    @Override
    public List<String> formulas() {
        return List.of("y = tanh(x)", "dx = dy * (1 - y * y)");
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
