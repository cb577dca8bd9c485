package dev.lamina.compiler.layer;

import dev.lamina.compiler.op.SumOverSamples;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Environment;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Layer normalisation (Ba, Kiros and Hinton 2016): y = (x - mean) / √(var + epsilon) · weight + bias, with mean and biased variance over
 * the F features of a vector, or of each step of a sequence. x and y are [N, F] or [N, T, F]; weight and bias are [F]. Samples and steps
 * do not depend on each other, and training and predicting compute the same.
 *
 * @param epsilon added to the variance
 * @param bias whether there is an offset
 */
record LayerNorm(double epsilon, boolean bias) implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "layernorm",
            Category.NORMALISATION,
            List.of(
                    ArgumentKind.number("epsilon", "1e-5", 1e-12, 1, "added to the variance"),
                    ArgumentKind.flag("bias", true, "whether an offset is added")),
            "the features of a vector, or of each step, scaled to mean 0 and variance 1; then a factor and an offset",
            arguments -> new LayerNorm(arguments.number("epsilon"), arguments.flag("bias")));

    @Override
    public String keyword() {
        return "layernorm";
    }

    @Override
    public String semantics() {
        return "over the features of each step, not over steps or samples; variance biased; epsilon "
                + Environment.show(epsilon) + " within the root";
    }

    @Override
    public List<String> formulas() {
        List<String> formulas = new ArrayList<>(List.of(
                "mean, var = those of x over the F features of a vector, or of each step",
                "n = (x - mean) / sqrt(var + epsilon)",
                bias ? "y = n * weight + bias" : "y = n * weight",
                "dweight = sum over samples (and steps) of dy * n"));
        if (bias) {
            formulas.add("dbias = sum over samples (and steps) of dy");
        }
        formulas.add("g = dy * weight");
        formulas.add("dx = (g - sum of g / F - n * sum of (g * n) / F) / sqrt(var + epsilon)");
        return formulas;
    }

    /** Its rows are those of the model, so a flattened image is copied to the order of a vector first. */
    @Override
    public boolean takesAxes(List<TensorType> operands) {
        return false;
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        if (in.shape() instanceof Shape.Image) {
            return Inference.mismatch(
                    in.mismatch(Code.E0314, place.call(), keyword(), "a vector or a sequence"),
                    new Inference.Proposal(
                            "flatten it first, giving %s", Fix.statementBefore(place.statement(), "flatten")));
        }
        return Activations.infer(this, inputs);
    }

    @Override
    public List<Parameter> parameters(Shape in, TensorType type) {
        TensorType own = TensorType.of(in);
        Parameter weight = FeatureParameters.of("weight", in, own, 1);
        return bias ? List.of(weight, FeatureParameters.of("bias", in, own, 0)) : List.of(weight);
    }

    @Override
    public Value forward(Scope scope) {
        LayerNormForward operation = new LayerNormForward(epsilon, bias);
        Value weight = scope.parameter("weight");
        Value y = bias
                ? scope.add("", operation, scope.x(), weight, scope.parameter("bias"))
                : scope.add("", operation, scope.x(), weight);
        scope.keep("mean", scope.result(y, LayerNormForward.MEAN));
        scope.keep("inverse", scope.result(y, LayerNormForward.INVERSE));
        return y;
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Value x = scope.x();
        Value mean = scope.kept("mean");
        Value inverse = scope.kept("inverse");
        scope.gradient("weight", scope.add("weight gradient", new LayerNormGradient.OfWeight(), dy, x, mean, inverse));
        if (bias) {
            scope.gradient("bias", scope.add("bias gradient", new SumOverSamples(), dy));
        }
        scope.operandGradient(
                "x", scope.add("gradient", new LayerNormGradient(), dy, x, mean, inverse, scope.parameter("weight")));
    }
}
