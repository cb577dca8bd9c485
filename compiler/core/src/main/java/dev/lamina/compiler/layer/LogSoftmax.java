package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Value;
import java.util.List;
import java.util.Optional;

/**
 * The logarithm of softmax, over all elements of a sample, or over the features of each step or the channels of each pixel: y = x - max -
 * log Σ exp(x - max). Gradient: dx = dy - exp(y) Σ dy.
 */
record LogSoftmax(SoftmaxAxis axis) implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "log_softmax",
            Category.NORMALISATION,
            List.of(SoftmaxAxis.ARGUMENT),
            "logarithms of probabilities over all elements, or over the features of each step or the channels of each pixel",
            arguments -> new LogSoftmax(SoftmaxAxis.of(arguments)));

    private static final Pointwise PROBABILITIES = Pointwise.of("exp", y -> y.apply(Expression.UnaryOperator.EXP));

    @Override
    public String keyword() {
        return "log_softmax";
    }

    @Override
    public List<String> formulas() {
        return List.of("y = x - max x - log(sum of exp(x - max x))", "dx = dy - exp(y) * sum of dy");
    }

    @Override
    public Inference infer(Inputs inputs) {
        return axis.infer(this, inputs);
    }

    @Override
    public String semantics() {
        return axis.semantics();
    }

    @Override
    public Optional<String> looksAhead(Shape in) {
        return axis.looksAhead(in);
    }

    @Override
    public Value forward(Scope scope) {
        return scope.add("", axis.forward(scope.in(), true), scope.x());
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Value probabilities = scope.add("probabilities", PROBABILITIES, y);
        scope.operandGradient("x", scope.add("gradient", axis.gradient(scope.in(), true), dy, probabilities));
    }
}
