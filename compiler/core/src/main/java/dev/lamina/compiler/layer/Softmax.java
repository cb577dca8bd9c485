package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
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
        return scope.add("", axis.isOfRows(scope.in()) ? new SoftmaxOfRows(false) : new Forward(), scope.x());
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Operation gradient = axis.isOfRows(scope.in()) ? new SoftmaxOfRows.Gradient(false) : new Gradient();
        scope.operandGradient("x", scope.add("gradient", gradient, dy, y));
    }

    /** Three passes over a sample: its maximum; the exponentials, kept in the result, and their sum; the quotients. */
    record Forward() implements Operation {
        @Override
        public String name() {
            return "softmax";
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
                    .then(lowering.ownLanes(
                            y,
                            at -> Statement.store(
                                    y.buffer(), y.index(n, at), y.load(n, at).dividedBy(Expression.local(sum)))))
                    .then(y.clearPadding(n))
                    .block());
        }
    }

    /** dx = y ⊙ (dy - Σ dy ⊙ y). */
    record Gradient() implements Operation {
        @Override
        public String name() {
            return "gradient of softmax";
        }

        @Override
        public List<String> operands() {
            return List.of("dy", "y");
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
            TensorView y = lowering.operand("y");
            Variable sum = lowering.variable("sum");
            return lowering.samples(n -> StatementList.of()
                    .then(Reduction.sum(
                            lowering, y, List.of(), at -> dy.load(n, at).times(y.load(n, at)), sum))
                    .then(lowering.ownLanes(
                            y,
                            at -> lowering.store(
                                    n, at, y.load(n, at).times(dy.load(n, at).minus(Expression.local(sum))))))
                    .then(lowering.result().clearPadding(n))
                    .block());
        }
    }
}
