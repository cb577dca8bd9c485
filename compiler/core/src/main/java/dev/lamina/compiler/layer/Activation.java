package dev.lamina.compiler.layer;

import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.tensor.Value;

/** An elementwise layer: it declares its function and its gradient, and this interface gives the shape rule and both directions. */
interface Activation extends Layer {
    /**
     * The function whose result the layer gives. Its operand is x. If it has more, the layer overrides {@link #forward}, computes and keeps
     * them there.
     */
    Pointwise function();

    /** The function that gives dx. Its operands are any of dy, y, x and the values that {@link #forward} keeps, by these names. */
    Pointwise gradient();

    @Override
    default Inference infer(Inputs inputs) {
        return Activations.infer(this, inputs);
    }

    @Override
    default Value forward(Scope scope) {
        return scope.add("", function(), scope.x());
    }

    @Override
    default void backward(Scope scope, Value y, Value dy) {
        Pointwise gradient = gradient();
        Value[] operands = gradient.operands().stream()
                .map(name -> switch (name) {
                    case "dy" -> dy;
                    case "y" -> y;
                    case "x" -> scope.x();
                    default -> scope.kept(name);
                })
                .toArray(Value[]::new);
        scope.operandGradient("x", scope.add("gradient", gradient, operands));
    }
}
