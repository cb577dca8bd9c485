package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.op.Reduction;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
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
        return scope.add("", axis.isOfRows(scope.in()) ? new SoftmaxOfRows(true) : new Forward(), scope.x());
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Operation gradient = axis.isOfRows(scope.in()) ? new SoftmaxOfRows.Gradient(true) : new Gradient();
        Value probabilities = scope.add("probabilities", PROBABILITIES, y);
        scope.operandGradient("x", scope.add("gradient", gradient, dy, probabilities));
    }

    /** y = x - max - log Σ exp(x - max) over a sample. The exponentials are kept in the result until their sum is known. */
    record Forward() implements Operation {
        @Override
        public String name() {
            return "log softmax of samples";
        }

        @Override
        public List<String> operands() {
            return List.of("x");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return operands.get("x");
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView x = lowering.operand("x");
            TensorView y = lowering.result();
            Variable max = lowering.variable("max");
            Variable sum = lowering.variable("sum");
            Variable log = lowering.variable("log");
            return lowering.samples(n -> StatementList.of()
                    .then(Reduction.maximum(lowering, x, n, List.of(), max))
                    .then(lowering.ownElements(x, at -> Reduction.exponential(x.load(n, at), y, n, at, max)))
                    .then(Reduction.sum(lowering, y, List.of(), at -> y.load(n, at), sum))
                    .then(new Statement.Let(log, Expression.local(sum).apply(Expression.UnaryOperator.LOG)))
                    .then(lowering.ownElements(
                            x,
                            at -> lowering.store(
                                    n,
                                    at,
                                    x.load(n, at).minus(Expression.local(max)).minus(Expression.local(log)))))
                    .then(y.clearPadding(n))
                    .block());
        }
    }

    /** dx = dy - p Σ dy over a sample, with the probabilities p. */
    record Gradient() implements Operation {
        @Override
        public String name() {
            return "gradient of log softmax of samples";
        }

        @Override
        public List<String> operands() {
            return List.of("dy", "p");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return operands.get("dy");
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dy = lowering.operand("dy");
            TensorView p = lowering.operand("p");
            Variable sum = lowering.variable("sum");
            Expression opposite = new Expression.Unary(Expression.UnaryOperator.NEGATE, Expression.local(sum));
            return lowering.samples(n -> StatementList.of()
                    .then(Reduction.sum(lowering, dy, List.of(), at -> dy.load(n, at), sum))
                    .then(lowering.ownElements(
                            dy,
                            at -> lowering.store(n, at, new Expression.Fma(p.load(n, at), opposite, dy.load(n, at)))))
                    .then(lowering.result().clearPadding(n))
                    .block());
        }
    }
}
