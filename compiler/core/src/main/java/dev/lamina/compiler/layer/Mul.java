package dev.lamina.compiler.layer;

import dev.lamina.compiler.op.FeatureTerm;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.op.SumWithinSample;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/**
 * The product of the value before and a named one: y = x a, element by element. If one of the two is an image or a sequence and the other
 * a vector with a number for each of its features, every feature is multiplied by its number, as in the squeeze and excitation of Hu et al.
 * 2018. Gradients: dx = dy a, da = dy x; that of a vector of factors is summed over the pixels or steps.
 */
record Mul() implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "mul",
            Category.JOIN,
            CallKind.ValueCount.ONE,
            List.of(),
            "the product of the value before and the named one; a vector scales the features of a sequence or the channels of an image",
            arguments -> new Mul());

    private static final String OTHER = Joins.operands(1).get(1);

    @Override
    public String keyword() {
        return "mul";
    }

    @Override
    public List<String> operands() {
        return Joins.operands(1);
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "y = x a, element by element; a vector has a factor for each feature",
                "dx = dy a",
                "da = dy x, summed over pixels or steps if a is a vector of factors");
    }

    @Override
    public Inference infer(Inputs inputs) {
        Shape x = inputs.x().shape();
        Shape other = inputs.operand(OTHER).shape();
        if (scales(x, other)) {
            return Inference.fits(x, arithmetic(x));
        }
        if (scales(other, x)) {
            return Inference.fits(other, arithmetic(other));
        }
        boolean factors = x instanceof Shape.Vector != other instanceof Shape.Vector;
        return factors && !(x instanceof Shape.Tokens) && !(other instanceof Shape.Tokens)
                ? tooFewFactors(inputs, x instanceof Shape.Vector)
                : Joins.sameShape(inputs, "mul");
    }

    /** A vector that has not a factor for each feature of the other value. */
    private static Inference tooFewFactors(Inputs inputs, boolean vectorFirst) {
        Incoming x = inputs.x();
        Incoming other = inputs.operand(OTHER);
        Incoming scaled = vectorFirst ? other : x;
        Incoming factors = vectorFirst ? x : other;
        int features = scaled.shape().features();
        Diagnostic problem = x.problem(
                        Code.E0315,
                        inputs.place().call(),
                        "`mul` needs a factor for each of the " + features + " " + features(scaled.shape()) + " of `"
                                + scaled.giver() + "`, which gives " + scaled.shape() + ", but `" + factors.giver()
                                + "` gives " + factors.shape())
                .note(other.span(), other.described());
        return vectorFirst
                ? Inference.mismatch(problem, Joins.before(inputs.place(), "fc(" + features + ")"))
                : Inference.mismatch(problem);
    }

    private static String features(Shape scaled) {
        return scaled instanceof Shape.Image ? "channels" : "features";
    }

    /** Whether {@code factors} are a vector with a number for each feature of {@code scaled}. */
    private static boolean scales(Shape scaled, Shape factors) {
        return factors instanceof Shape.Vector
                && (scaled instanceof Shape.Image || scaled instanceof Shape.Sequence)
                && scaled.features() == factors.features();
    }

    private static String arithmetic(Shape scaled) {
        return "each of " + scaled.features() + " " + features(scaled) + " times its factor";
    }

    @Override
    public Value forward(Scope scope) {
        Value x = scope.x();
        Value other = scope.operand(OTHER);
        return broadcasts(other, x)
                ? scope.add("", Pointwise.PRODUCT, other, x)
                : scope.add("", Pointwise.PRODUCT, x, other);
    }

    /** Whether {@code factors} has one axis, and {@code scaled} several. */
    private static boolean broadcasts(Value scaled, Value factors) {
        return factors.type().rank() < scaled.type().rank();
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Value x = scope.x();
        Value other = scope.operand(OTHER);
        scope.operandGradient("x", gradient(scope, "gradient", dy, x, other));
        scope.operandGradient(OTHER, gradient(scope, "gradient of factors", dy, other, x));
    }

    /** The gradient of {@code of}, which is multiplied by {@code factor}. */
    private static Value gradient(Scope scope, String role, Value dy, Value of, Value factor) {
        return broadcasts(factor, of)
                ? scope.add(role, new SumWithinSample(FeatureTerm.PRODUCT), dy, factor)
                : scope.add(role, Pointwise.PRODUCT, dy, factor);
    }
}
