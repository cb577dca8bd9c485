package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.op.FeatureTerm;
import dev.lamina.compiler.op.GradientSums;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.op.SumAcrossSamples;
import dev.lamina.compiler.op.SumWithinSample;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Environment;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/**
 * Batch normalisation: y = (x - mean) · weight / √(var + epsilon) + bias, for each channel of an image or each feature of a vector or a
 * sequence. In training, mean and variance (biased) are those of the batch, over its samples and their pixels or own time steps; the running
 * mean and the running variance (unbiased) move towards them by {@code momentum}. Predicting takes the running values. With a single
 * element for each feature in a batch y is the bias, and the running values stay as they are; PyTorch refuses such a batch.
 *
 * @param momentum the weight of a batch in the running values
 * @param epsilon added to the variance
 */
record BatchNorm(double momentum, double epsilon) implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "batchnorm",
            Category.NORMALISATION,
            List.of(
                    ArgumentKind.number(
                            "momentum", "0.1", 0, 1, "the weight of a batch in the running mean and variance"),
                    ArgumentKind.number("epsilon", "1e-5", 1e-12, 1, "added to the variance")),
            "each channel, or feature, scaled to mean 0 and variance 1 over the batch; then a factor and an offset",
            arguments -> new BatchNorm(arguments.number("momentum"), arguments.number("epsilon")));

    private static final String MEAN = "running_mean";
    private static final String VARIANCE = "running_var";
    private static final String BATCHES = "num_batches_tracked";

    /** y, with scale = weight / √(var + epsilon). The difference first: where the mean is large, x · scale would lose digits. */
    private static final Pointwise NORMALISE = Pointwise.of(
            "batchnorm",
            List.of("x", "mean", "scale", "bias"),
            in -> new Expression.Fma(in.get("x").minus(in.get("mean")), in.get("scale"), in.get("bias")));

    @Override
    public String keyword() {
        return "batchnorm";
    }

    @Override
    public String semantics() {
        return "the batch's share in the running values is " + Environment.show(momentum)
                + "; variance biased, running variance unbiased; epsilon " + Environment.show(epsilon)
                + " within the root";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "training: mean, var = those of x over samples and pixels (steps), m elements each",
                "running_mean = (1 - momentum) * running_mean + momentum * mean",
                "running_var = (1 - momentum) * running_var + momentum * var * m / (m - 1)",
                "predicting: mean, var = running_mean, running_var",
                "y = (x - mean) * weight / sqrt(var + epsilon) + bias",
                "dbias = sum of dy",
                "dweight = sum of dy * (x - mean) / sqrt(var + epsilon)",
                "dx = (dy - dbias / m - (x - mean) * dweight / (m * sqrt(var + epsilon))) * weight / sqrt(var + epsilon)");
    }

    @Override
    public boolean mixesSamples() {
        return true;
    }

    @Override
    public Inference infer(Inputs inputs) {
        return Activations.infer(this, inputs);
    }

    @Override
    public List<Parameter> parameters(Shape in, TensorType type) {
        TensorType count = TensorType.scalar();
        Layout one = Layout.lanesLast(count, Halo.NONE, true);
        Parameter batches = new Parameter(BATCHES, List.of(), count, one, Parameter.Initial.constant(0));
        return List.of(
                FeatureParameters.of("weight", in, type, 1),
                FeatureParameters.of("bias", in, type, 0),
                FeatureParameters.of(MEAN, in, type, 0).as(Parameter.Role.STATISTIC),
                FeatureParameters.of(VARIANCE, in, type, 1).as(Parameter.Role.STATISTIC),
                batches.as(Parameter.Role.COUNT));
    }

    @Override
    public Value forward(Scope scope) {
        Value weight = scope.parameter("weight");
        Value bias = scope.parameter("bias");
        if (!scope.training()) {
            Value scale = scope.add("scale", scale(), weight, scope.parameter(VARIANCE));
            return scope.add("", NORMALISE, scope.x(), scope.parameter(MEAN), scale, bias);
        }
        Value mean = mean(scope);
        Value variance = variance(scope, mean, weight);
        Value scale = scope.result(variance, BatchStatistics.SCALE);
        scope.keep("mean", mean);
        scope.keep("variance", variance);
        scope.keep("scale", scale);
        scope.overwrite(
                MEAN,
                "running statistics",
                new BatchStatistics.Running(momentum, count(scope)),
                scope.parameter(MEAN),
                scope.parameter(VARIANCE),
                scope.parameter(BATCHES),
                mean,
                variance);
        return scope.add("", NORMALISE, scope.x(), mean, scale, bias);
    }

    private Pointwise scale() {
        return Pointwise.of(
                "scale",
                List.of("weight", "variance"),
                in -> in.get("weight").dividedBy(BatchStatistics.root(in.get("variance"), epsilon)));
    }

    private static Value mean(Scope scope) {
        Value x = scope.x();
        Value sums = severalElements(scope) ? scope.add("sums", new SumWithinSample(FeatureTerm.ELEMENT), x) : x;
        return scope.add("mean", new BatchStatistics.Mean(count(scope)), sums);
    }

    private Value variance(Scope scope, Value mean, Value weight) {
        Value x = scope.x();
        FeatureTerm term = FeatureTerm.SQUARED_DEVIATION;
        if (!severalElements(scope)) {
            return scope.add("variance", new BatchStatistics.Variance(term, count(scope), epsilon), x, mean, weight);
        }
        Value squares = scope.add("squares", new SumWithinSample(term), x, mean);
        return scope.add(
                "variance", new BatchStatistics.Variance(FeatureTerm.ELEMENT, count(scope), epsilon), squares, weight);
    }

    private static boolean severalElements(Scope scope) {
        return FeatureParameters.severalElements(scope.in());
    }

    /** How many elements of a batch a feature has. */
    private static BatchStatistics.ElementCount count(Scope scope) {
        Shape in = scope.in();
        TensorType x = scope.x().type();
        Affine number = in instanceof Shape.Sequence ? x.allSteps() : Affine.of(Symbol.BATCH, in.neighbours());
        return new BatchStatistics.ElementCount(number, x.time());
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Value mean = scope.kept("mean");
        Value variance = scope.kept("variance");
        boolean several = severalElements(scope);
        Value sums = several
                ? scope.add("gradient sums", new GradientSums(FeatureTerm.DEVIATION_PRODUCT), dy, scope.x(), mean)
                : dy;
        FeatureTerm summed = several ? FeatureTerm.ELEMENT : FeatureTerm.GRADIENT;
        Value dbias = scope.add("bias gradient", new SumAcrossSamples.Plain(summed), sums);
        Value dweight = several
                ? weightGradient(scope, FeatureTerm.ELEMENT, scope.result(sums, GradientSums.PRODUCTS), variance)
                : weightGradient(scope, FeatureTerm.DEVIATION_PRODUCT, dy, scope.x(), mean, variance);
        scope.gradient("bias", dbias);
        scope.gradient("weight", dweight);
        Operation coefficients = new BatchStatistics.Coefficients(count(scope), epsilon);
        Value shift = scope.add("shift", coefficients, dbias, dweight, variance);
        Value slope = scope.result(shift, BatchStatistics.SLOPE);
        Operation gradient = new BatchStatistics.InputGradient();
        scope.operandGradient(
                "x", scope.add("gradient", gradient, dy, scope.x(), mean, scope.kept("scale"), shift, slope));
    }

    private Value weightGradient(Scope scope, FeatureTerm term, Value... operands) {
        return scope.add("weight gradient", new BatchStatistics.WeightGradient(term, epsilon), operands);
    }
}
