package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.op.FeatureTerm;
import dev.lamina.compiler.op.GradientSums;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.op.SumAcrossSamples;
import dev.lamina.compiler.op.SumWithinSample;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/**
 * A factor and an offset for each channel of an image or each feature of a vector or a sequence: y = weight · x + bias. They are 1 and 0 at
 * first.
 *
 * @param bias whether there is an offset
 */
record Scale(boolean bias) implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "scale",
            Category.NORMALISATION,
            List.of(ArgumentKind.flag("bias", true, "whether an offset is added")),
            "a factor and an offset for each channel, or feature",
            arguments -> new Scale(arguments.flag("bias")));

    private static final Pointwise FACTOR_AND_OFFSET = Pointwise.of(
            "scale",
            List.of("x", "weight", "bias"),
            in -> new Expression.Fma(in.get("x"), in.get("weight"), in.get("bias")));

    @Override
    public String keyword() {
        return "scale";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                bias ? "y = weight * x + bias" : "y = weight * x",
                "dweight = sum over samples and pixels (steps) of dy * x",
                "dbias = sum over samples and pixels (steps) of dy",
                "dx = weight * dy");
    }

    @Override
    public Inference infer(Inputs inputs) {
        return Activations.infer(this, inputs);
    }

    @Override
    public List<Parameter> parameters(Shape in, TensorType type) {
        Parameter weight = FeatureParameters.of("weight", in, type, 1);
        return bias ? List.of(weight, FeatureParameters.of("bias", in, type, 0)) : List.of(weight);
    }

    @Override
    public Value forward(Scope scope) {
        Value weight = scope.parameter("weight");
        return bias
                ? scope.add("", FACTOR_AND_OFFSET, scope.x(), weight, scope.parameter("bias"))
                : scope.add("", Pointwise.PRODUCT, scope.x(), weight);
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        if (FeatureParameters.severalElements(scope.in())) {
            gradientsWithinSamples(scope, dy);
        } else {
            scope.gradient("weight", sum(scope, "weight gradient", FeatureTerm.PRODUCT, dy, scope.x()));
            if (bias) {
                scope.gradient("bias", sum(scope, "bias gradient", FeatureTerm.GRADIENT, dy));
            }
        }
        scope.operandGradient("x", scope.add("gradient", Pointwise.PRODUCT, dy, scope.parameter("weight")));
    }

    private void gradientsWithinSamples(Scope scope, Value dy) {
        Value products;
        if (bias) {
            Value sums = scope.add("gradient sums", new GradientSums(FeatureTerm.PRODUCT), dy, scope.x());
            scope.gradient("bias", sum(scope, "bias gradient", FeatureTerm.ELEMENT, sums));
            products = scope.result(sums, GradientSums.PRODUCTS);
        } else {
            products = scope.add("gradient sums", new SumWithinSample(FeatureTerm.PRODUCT), dy, scope.x());
        }
        scope.gradient("weight", sum(scope, "weight gradient", FeatureTerm.ELEMENT, products));
    }

    private static Value sum(Scope scope, String role, FeatureTerm term, Value... operands) {
        return scope.add(role, new SumAcrossSamples.Plain(term), operands);
    }
}
