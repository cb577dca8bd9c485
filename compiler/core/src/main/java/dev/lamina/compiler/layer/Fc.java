package dev.lamina.compiler.layer;

import dev.lamina.compiler.op.MatrixProduct;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.op.SumOverSamples;
import dev.lamina.compiler.op.Transpose;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Fully connected layer: Y = X Wᵀ + b with X [N, in], b [units], and W [units, in] as in PyTorch; on a sequence, at every step. Gradients:
 * dW = dYᵀ X, db = Σ dY over the samples (and steps), dX = dY W.
 */
record Fc(int units, boolean bias) implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "fc",
            Category.PRODUCT,
            List.of(
                    ArgumentKind.size("units", "how many numbers it gives"),
                    ArgumentKind.flag("bias", true, "whether a bias is added")),
            "fully connected: every output sees every input",
            arguments -> new Fc(arguments.whole("units"), arguments.flag("bias")));

    @Override
    public String keyword() {
        return "fc";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "y = W x + b, at every step of a sequence",
                "dW = sum over samples of dy xT",
                "db = sum over samples of dy",
                "dx = WT dy");
    }

    @Override
    public boolean keepsAxes() {
        return false;
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        if (in.shape() instanceof Shape.Vector) {
            return Inference.fits(new Shape.Vector(units), "");
        }
        if (in.shape() instanceof Shape.Sequence sequence) {
            return Inference.fits(new Shape.Sequence(sequence.steps(), units), "");
        }
        return Inference.mismatch(
                in.mismatch(Code.E0301, place.call(), "fc", "a vector or a sequence"),
                new Inference.Proposal(
                        "flatten it first, giving %s", Fix.statementBefore(place.statement(), "flatten")),
                Embedding.proposed(place));
    }

    @Override
    public List<Parameter> parameters(Shape in, TensorType type) {
        boolean steps = in instanceof Shape.Sequence;
        List<Integer> inner = steps ? List.of(type.size(1)) : type.sizes();
        long inputs = inner.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        List<Integer> sizes = new ArrayList<>(List.of(units));
        sizes.addAll(inner);
        Parameter.Initial initial = Parameter.Initial.uniform(inputs);
        Parameter weight = new Parameter(
                "weight",
                List.of(units, Math.toIntExact(inputs)),
                TensorType.shared(sizes),
                Layout.weights(sizes),
                initial);
        return bias ? List.of(weight, Parameter.bias(units, initial)) : List.of(weight);
    }

    @Override
    public Value forward(Scope scope) {
        Value x = scope.x();
        Value product = scope.add(
                "product",
                new MatrixProduct(units, units, steps(scope), Layout.panel(units)),
                x,
                scope.parameter("weight"));
        return bias ? scope.add("biased", Pointwise.BIAS, product, scope.parameter("bias")) : product;
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Value x = scope.x();
        boolean steps = steps(scope);
        Value weight = scope.parameter("weight");
        scope.gradient(
                "weight",
                scope.add("weight gradient", new MatrixProduct.WeightGradient(steps, Layout.panel(units)), x, dy));
        if (bias) {
            scope.gradient("bias", scope.add("bias gradient", new SumOverSamples(), dy));
        }
        List<Integer> sizes = weight.type().sizes();
        Value transposed = scope.add(
                "transposed weight", new Transpose(MatrixProduct.transposed(sizes), Layout.weights(sizes)), weight);
        scope.operandGradient(
                "x", scope.add("input gradient", new MatrixProduct.InputGradient(x.type()), dy, transposed));
    }

    private static boolean steps(Scope scope) {
        return scope.in() instanceof Shape.Sequence;
    }
}
