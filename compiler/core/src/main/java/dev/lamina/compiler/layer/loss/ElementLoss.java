package dev.lamina.compiler.layer.loss;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.layer.Incoming;
import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Value;
import dev.lamina.runtime.GroundTruth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A loss that compares each element of the output with the same element of a target. Its value is the mean over all K elements of all N
 * samples, Σ l(y, t) / (N · K); steps of padding do not count. The gradient is dy = l'(y, t) / (N · K).
 */
interface ElementLoss extends Loss {
    /** The name of the sum of the weights of the samples. */
    String TOTAL = "total";

    /** The loss of one element in words, for dumps: {@code squared error}. */
    String ofElement();

    /** The name of the losses of the samples in the generated class: {@code squares}. */
    default String role() {
        return "errors";
    }

    /**
     * An element of the output and what it is compared with.
     *
     * @param weight the weight of its label, if labels that are there have one
     */
    record Element(Expression y, Expression target, Optional<Expression> weight) {
        Expression off() {
            return y.minus(target);
        }
    }

    /** Adds l(y, t) to {@code sum}. */
    Statement add(Lowering lowering, Element element, Variable sum);

    /** l'(y, t) / {@link #factor()}. */
    Expression slope(Element element);

    /** A constant factor of l', which is multiplied by 1 / (N · K) once for all elements. */
    default float factor() {
        return 1;
    }

    @Override
    default String semantics() {
        return "mean over batch and elements";
    }

    @Override
    default Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        return in.shape() instanceof Shape.Tokens
                ? Inference.mismatch(in.mismatch(Code.E0306, inputs.place().call(), keyword(), "numbers"))
                : Inference.fits(in.shape(), "");
    }

    @Override
    default GroundTruth groundTruth() {
        return GroundTruth.TARGET;
    }

    @Override
    default Value forward(Scope scope, Value output, Value target) {
        Comparison comparison = Comparison.of(this, scope);
        Value each = scope.add(role(), new OfSample(comparison), comparison.operands(scope, output, target));
        if (scope.keeps(WEIGHTS_OF_SAMPLES)) {
            return scope.add("mean", new WeightedMean(), each, total(scope, output));
        }
        return scope.add(
                "mean",
                new MeanOverBatch(output.type().overTime() ? output.type().countOfAll() : MeanOverBatch.SAMPLES),
                each);
    }

    /** What the weighted sum is divided by: the sum of the weights, of those of all own steps and elements if samples may have fewer steps. */
    private static Value total(Scope scope, Value output) {
        Value weights = scope.kept(WEIGHTS_OF_SAMPLES);
        Value each = output.type().overTime()
                ? scope.add("weight of elements", new WeightOfElements(), weights, output)
                : weights;
        Value total = scope.add("total weight", new WeightedMean.Total(false), each);
        scope.keep(TOTAL, total);
        return total;
    }

    @Override
    default Value backward(Scope scope, Value output, Value target) {
        Comparison comparison = Comparison.of(this, scope);
        List<Value> operands = new ArrayList<>(List.of(comparison.operands(scope, output, target)));
        if (comparison.weighted()) {
            operands.add(scope.kept(TOTAL));
        }
        return scope.add("gradient", new Gradient(comparison), operands.toArray(Value[]::new));
    }

    /**
     * How an output is compared with its target.
     *
     * @param weightAxis the axis of the output along which weights of labels lie; -1 if it has one axis alone, in row-major order
     * @param weighted whether samples have weights
     */
    record Comparison(ElementLoss loss, int weightAxis, boolean weighted) {
        private static Comparison of(ElementLoss loss, Scope scope) {
            int axis = scope.in() instanceof Shape.Sequence ? 1 : scope.in() instanceof Shape.Image ? 0 : -1;
            return new Comparison(loss, loss.classWeights().areThere() ? axis : 0, scope.keeps(WEIGHTS_OF_SAMPLES));
        }

        private Value[] operands(Scope scope, Value output, Value target) {
            List<Value> all = new ArrayList<>(List.of(output, target));
            names().subList(2, names().size()).forEach(name -> all.add(scope.kept(name)));
            return all.toArray(Value[]::new);
        }

        private List<String> names() {
            List<String> names = new ArrayList<>(List.of("y", "target"));
            if (loss.classWeights().areThere()) {
                names.add(CLASS_WEIGHTS);
            }
            if (weighted) {
                names.add(WEIGHTS_OF_SAMPLES);
            }
            return names;
        }

        private List<String> namesOfGradient() {
            List<String> names = new ArrayList<>(names());
            if (weighted) {
                names.add(TOTAL);
            }
            return names;
        }

        /** {@code value} times the weight of the sample, if it has one. */
        private Expression ofSample(Lowering lowering, Affine n, Expression value) {
            return weighted ? value.times(lowering.operand(WEIGHTS_OF_SAMPLES).load(n, List.of())) : value;
        }

        private Element element(Lowering lowering, Affine n, List<Affine> at) {
            TensorView y = lowering.operand("y");
            Expression target = lowering.operand("target").load(n, at);
            if (!loss.classWeights().areThere()) {
                return new Element(y.load(n, at), target, Optional.empty());
            }
            Affine label = weightAxis < 0 ? Layout.dense(y.type()).index(at) : at.get(weightAxis);
            TensorView weights = lowering.operand(CLASS_WEIGHTS);
            return new Element(y.load(n, at), target, Optional.of(weights.load(n, List.of(label))));
        }
    }

    /** The mean over the elements of one sample; their sum, if samples may have fewer steps. */
    record OfSample(Comparison compared) implements Operation {
        @Override
        public String name() {
            return compared.loss().ofElement();
        }

        @Override
        public List<String> operands() {
            return compared.names();
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return TensorType.samples(List.of());
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView y = lowering.operand("y");
            Variable sum = lowering.variable("sum");
            return lowering.samples(n -> StatementList.of()
                    .then(new Statement.Let(sum, Expression.constant(0)))
                    .then(lowering.ownInOrder(
                            y, at -> compared.loss().add(lowering, compared.element(lowering, n, at), sum)))
                    .then(lowering.store(
                            n, List.of(), compared.ofSample(lowering, n, ofSample(y.type(), Expression.local(sum)))))
                    .block());
        }

        private static Expression ofSample(TensorType y, Expression sum) {
            return y.overTime() ? sum : sum.dividedBy(Expression.constant((float) y.size()));
        }
    }

    /** The weight of each sample times the number of its elements in own steps. */
    record WeightOfElements() implements Operation {
        @Override
        public String name() {
            return "weight of elements";
        }

        @Override
        public List<String> operands() {
            return List.of(WEIGHTS_OF_SAMPLES, "y");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return TensorType.samples(List.of());
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView y = lowering.operand("y");
            int perStep = (int) (y.type().size() / y.type().size(0));
            Expression elements = new Expression.IndexAsFloat(y.ownSteps()).times(Expression.constant((float) perStep));
            return lowering.samples(n -> lowering.store(
                    n,
                    List.of(),
                    elements.times(lowering.operand(WEIGHTS_OF_SAMPLES).load(n, List.of()))));
        }
    }

    /** dy = l'(y, t) / (N · K); with weights of samples dy = w_n · l'(y, t) / (K · sum of the weights). */
    record Gradient(Comparison compared) implements Operation {
        @Override
        public String name() {
            return "gradient of " + compared.loss().ofElement();
        }

        @Override
        public List<String> operands() {
            return compared.namesOfGradient();
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return operands.get("y");
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView y = lowering.operand("y");
            Variable scale = lowering.variable("scale");
            Expression factor = Expression.constant(compared.loss().factor());
            Expression share = compared.weighted()
                    ? factor.times(WeightedMean.share(lowering.operand(TOTAL)))
                            .dividedBy(Expression.constant(
                                    y.type().overTime() ? 1 : (float) y.type().size()))
                    : factor.dividedBy(new Expression.IndexAsFloat(y.type().countOfAll()));
            return Statement.block(
                    new Statement.Let(scale, share),
                    lowering.samples(n -> StatementList.of()
                            .then(lowering.ownInOrder(
                                    y,
                                    at -> lowering.store(
                                            n,
                                            at,
                                            compared.loss()
                                                    .slope(compared.element(lowering, n, at))
                                                    .times(compared.ofSample(lowering, n, Expression.local(scale))))))
                            .then(lowering.result().clearPadding(n))
                            .block()));
        }
    }
}
