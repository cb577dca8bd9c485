package dev.lamina.compiler.layer;

import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Value;
import java.util.List;
import java.util.Optional;

/**
 * Softmax over all elements of a sample (K = C · H · W for an image), or over the features of each step or the channels of each pixel: y =
 * exp(x - max) / Σ exp(x - max). Gradient: dx = y ⊙ (dy - Σ dy ⊙ y).
 */
public record Softmax(SoftmaxAxis axis) implements Layer {
    public static final CallKind<Layer> KIND = new CallKind<>(
            "softmax",
            Category.NORMALISATION,
            List.of(SoftmaxAxis.ARGUMENT),
            "probabilities over all elements, or over the features of each step or the channels of each pixel",
            arguments -> new Softmax(SoftmaxAxis.of(arguments)));

    @Override
    public String keyword() {
        return "softmax";
    }

    @Override
    public List<String> formulas() {
        return List.of("y = exp(x - max x) / sum of exp(x - max x)", "dx = y * (dy - sum of dy * y)");
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
        return scope.add("", axis.forward(scope.in(), false), scope.x());
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        scope.operandGradient("x", scope.add("gradient", axis.gradient(scope.in(), false), dy, y));
    }
}
