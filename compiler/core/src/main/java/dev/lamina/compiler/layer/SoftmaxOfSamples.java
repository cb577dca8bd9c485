package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.Reduction;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;
import java.util.function.Function;

/**
 * Softmax over all elements of a sample, y = exp(x - max) / Σ exp(x - max), or its logarithm, y = x - max - log Σ exp(x - max). Three passes
 * over a sample: its maximum; the exponentials, kept in the result, and their sum; the values.
 */
record SoftmaxOfSamples(boolean logarithm) implements Operation {
    @Override
    public String name() {
        return logarithm ? "log softmax of samples" : "softmax";
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
        return lowering.samples(n -> StatementList.of()
                .then(Reduction.maximum(lowering, x, n, List.of(), max))
                .then(lowering.ownElements(x, at -> Reduction.exponential(x.load(n, at), y, n, at, max)))
                .then(Reduction.sum(lowering, y, List.of(), at -> y.load(n, at), sum))
                .then(logarithm ? logarithms(lowering, n, max, sum) : quotients(lowering, n, sum))
                .then(y.clearPadding(n))
                .block());
    }

    /** Padding lanes stay 0. */
    private static List<Statement> quotients(Lowering lowering, Affine n, Variable sum) {
        TensorView y = lowering.result();
        return List.of(lowering.ownLanes(
                y, at -> lowering.store(n, at, y.load(n, at).dividedBy(Expression.local(sum)))));
    }

    private static List<Statement> logarithms(Lowering lowering, Affine n, Variable max, Variable sum) {
        TensorView x = lowering.operand("x");
        Variable log = lowering.variable("log");
        return List.of(
                new Statement.Let(log, Expression.local(sum).apply(Expression.UnaryOperator.LOG)),
                lowering.ownElements(
                        x,
                        at -> lowering.store(
                                n,
                                at,
                                x.load(n, at).minus(Expression.local(max)).minus(Expression.local(log)))));
    }

    /**
     * dx = p ⊙ (dy - Σ dy ⊙ p) over a sample, or of the logarithm, dx = dy - p Σ dy.
     *
     * @param logarithm whether it is the gradient of the logarithm; p are the probabilities in either case
     */
    record Gradient(boolean logarithm) implements Operation {
        @Override
        public String name() {
            return logarithm ? "gradient of log softmax of samples" : "gradient of softmax";
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
            TensorView over = logarithm ? dy : p;
            Variable sum = lowering.variable("sum");
            return lowering.samples(n -> {
                Function<List<Affine>, Statement> store = at -> lowering.store(
                        n,
                        at,
                        SoftmaxOfRows.Gradient.element(
                                logarithm, dy.load(n, at), p.load(n, at), Expression.local(sum)));
                return StatementList.of()
                        .then(Reduction.sum(
                                lowering,
                                over,
                                List.of(),
                                at -> logarithm
                                        ? dy.load(n, at)
                                        : dy.load(n, at).times(p.load(n, at)),
                                sum))
                        .then(logarithm ? lowering.ownElements(over, store) : lowering.ownLanes(over, store))
                        .then(lowering.result().clearPadding(n))
                        .block();
            });
        }
    }
}
