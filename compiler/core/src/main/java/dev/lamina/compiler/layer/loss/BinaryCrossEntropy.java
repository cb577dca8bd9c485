package dev.lamina.compiler.layer.loss;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Expression.UnaryOperator;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.layer.Activations;
import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Binary cross-entropy of probabilities t, 0 to 1, against scores s, as PyTorch's {@code BCEWithLogitsLoss}: -p · t · log σ(s) - (1 - t) ·
 * log(1 - σ(s)), where p is the weight of labels that are there. Without weights it is max(s, 0) - s · t + log(1 + exp(-|s|)), with them (1 -
 * t) · s + (1 + (p - 1) · t) · (max(-s, 0) + log(1 + exp(-|s|))): neither overflows. The mean is over all K elements of all N samples: ds =
 * ((1 - t) · σ(s) - p · t · (1 - σ(s))) / (N · K), without weights (σ(s) - t) / (N · K).
 *
 * @param positive the weights of labels that are there: one for all, or one for each
 */
public record BinaryCrossEntropy(ClassWeights positive) implements ElementLoss {
    private static final String WEIGHT_ARGUMENT = "positive_weight";
    private static final Expression ZERO = Expression.constant(0);
    private static final Expression ONE = Expression.constant(1);

    public static final CallKind<Loss> KIND = new CallKind<>(
            "binary_cross_entropy",
            Category.LOSS,
            CallKind.ValueCount.OPTIONAL,
            List.of(
                    ClassWeights.argument(
                            WEIGHT_ARGUMENT,
                            "how much a label counts where it is there: one number, or one for each label; `balanced` takes"
                                    + " from the training data how many times as often it is not there"),
                    TARGET,
                    SAMPLE_WEIGHTS,
                    WEIGHT),
            "negative log-likelihood of yes or no, from a score for each label",
            arguments -> new BinaryCrossEntropy(ClassWeights.of(arguments, WEIGHT_ARGUMENT)));

    @Override
    public String keyword() {
        return "binary_cross_entropy";
    }

    @Override
    public String semantics() {
        return "mean over batch and elements, from scores; a score above 0 says yes"
                + (positive.areThere() ? "; labels that are there count " + positive.text() : "");
    }

    @Override
    public Optional<String> applies() {
        return Optional.of("sigmoid");
    }

    @Override
    public Inference infer(Inputs inputs) {
        Shape shape = inputs.x().shape();
        int given = positive.given().size();
        if (given <= 1 || shape instanceof Shape.Tokens || given == weightCount(shape)) {
            return ElementLoss.super.infer(inputs);
        }
        String message = "`" + WEIGHT_ARGUMENT + "` has " + given + " numbers, but `"
                + inputs.x().giver() + "` gives " + shape + ": scores of " + weightCount(shape) + " labels";
        return Inference.mismatch(inputs.x().problem(Code.E0541, inputs.place().argument(WEIGHT_ARGUMENT), message));
    }

    @Override
    public boolean isBinary() {
        return true;
    }

    @Override
    public ClassWeights classWeights() {
        return positive;
    }

    /** A label for each feature of a vector or of a step, or for each channel of an image. */
    @Override
    public int weightCount(Shape output) {
        if (output instanceof Shape.Sequence sequence) {
            return sequence.features();
        }
        return output instanceof Shape.Image ? output.sizes().get(0) : (int) output.size();
    }

    @Override
    public String ofElement() {
        return positive.areThere() ? "weighted binary cross-entropy" : "binary cross-entropy";
    }

    @Override
    public Statement add(Lowering lowering, Element element, Variable sum) {
        Variable score = lowering.variable("score");
        Variable e = lowering.variable("e");
        Variable ratio = lowering.variable("ratio");
        Variable square = lowering.variable("square");
        Expression s = Expression.local(score);
        Expression magnitude = s.apply(UnaryOperator.ABSOLUTE);
        Expression log = Activations.logOfOnePlus(Expression.local(ratio), Expression.local(square));
        return Statement.block(
                new Statement.Let(score, element.y()),
                new Statement.Let(e, magnitude.apply(UnaryOperator.NEGATE).apply(UnaryOperator.EXP)),
                new Statement.Let(
                        ratio, Expression.local(e).dividedBy(Expression.local(e).plus(Expression.constant(2)))),
                new Statement.Let(square, Expression.local(ratio).times(Expression.local(ratio))),
                new Statement.Assign(sum, Expression.local(sum).plus(value(s, element, log))));
    }

    /** @param log log(1 + exp(-|s|)) */
    private static Expression value(Expression s, Element element, Expression log) {
        Expression t = element.target();
        if (element.weight().isEmpty()) {
            return s.max(ZERO).minus(s.times(t)).plus(log);
        }
        Expression factor = new Expression.Fma(element.weight().get().minus(ONE), t, ONE);
        Expression softplus = s.apply(UnaryOperator.NEGATE).max(ZERO).plus(log);
        return new Expression.Fma(ONE.minus(t), s, factor.times(softplus));
    }

    @Override
    public Expression slope(Element element) {
        Expression sigmoid = element.y().apply(UnaryOperator.SIGMOID);
        Expression t = element.target();
        if (element.weight().isEmpty()) {
            return sigmoid.minus(t);
        }
        Expression there = element.weight().get().times(t);
        Expression notThere = element.y().apply(UnaryOperator.NEGATE).apply(UnaryOperator.SIGMOID);
        return ONE.minus(t).times(sigmoid).minus(there.times(notThere));
    }

    @Override
    public double of(double y, double target, double weight) {
        double log = StrictMath.log1p(StrictMath.exp(-Math.abs(y)));
        return (1 - target) * y + (1 + (weight - 1) * target) * (Math.max(-y, 0) + log);
    }
}
