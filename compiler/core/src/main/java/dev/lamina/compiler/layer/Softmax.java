package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Softmax over all elements of a sample (K = C · H · W for an image): y = exp(x - max) / Σ exp(x - max). Gradient: dx = y ⊙ (dy - Σ
 * dy ⊙ y).
 */
public record Softmax() implements Layer {
    public static final CallKind<Layer> KIND = new CallKind<>(
            "softmax",
            Category.NORMALISATION,
            List.of(),
            "probabilities over all elements",
            arguments -> new Softmax());

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
        return Activations.infer(this, inputs);
    }

    @Override
    public String semantics() {
        return "over all elements of a sample";
    }

    @Override
    public Optional<String> looksAhead(Shape in) {
        return in instanceof Shape.Sequence ? Optional.of("is over all steps together") : Optional.empty();
    }

    @Override
    public Value forward(Scope scope) {
        return scope.add("", new Forward(), scope.x());
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        scope.operandGradient("x", scope.add("gradient", new Gradient(), dy, y));
    }

    /** The maximum of a row's elements: {@code max}, declared and computed. */
    static List<Statement> maximum(Lowering lowering, TensorView x, Affine n, List<Affine> row, Variable max) {
        return List.of(
                new Statement.Let(max, Expression.constant(Float.NEGATIVE_INFINITY)),
                lowering.ownInOrder(
                        x,
                        row,
                        at -> new Statement.Assign(max, Expression.local(max).max(x.load(n, at)))));
    }

    /** Σ of a term of a row's elements, in the order of memory: {@code sum}, declared and computed. */
    public static List<Statement> sum(
            Lowering lowering,
            TensorView over,
            List<Affine> row,
            Function<List<Affine>, Expression> term,
            Variable sum) {
        return List.of(
                new Statement.Let(sum, Expression.constant(0)),
                lowering.ownInOrder(
                        over,
                        row,
                        at -> new Statement.Assign(sum, Expression.local(sum).plus(term.apply(at)))));
    }

    /** exp(x - max) of a row's elements, kept in the result: {@code max} and the exponentials' {@code sum}, declared and computed. */
    public static List<Statement> exponentials(
            Lowering lowering, Affine n, List<Affine> row, Variable max, Variable sum) {
        TensorView x = lowering.operand(0);
        TensorView y = lowering.result();
        List<Statement> sweeps = new ArrayList<>(maximum(lowering, x, n, row, max));
        sweeps.add(lowering.ownLanes(x, row, at -> exponential(x.load(n, at), y, n, at, max)));
        sweeps.addAll(sum(lowering, y, row, at -> y.load(n, at), sum));
        return sweeps;
    }

    private static Statement exponential(Expression x, TensorView y, Affine n, List<Affine> at, Variable max) {
        return Statement.store(
                y.buffer(), y.index(n, at), x.minus(Expression.local(max)).apply(Expression.UnaryOperator.EXP));
    }

    /** Three sweeps over a sample: its maximum; the exponentials, kept in the result, and their sum; the quotients. */
    record Forward() implements Operation {
        @Override
        public String name() {
            return "softmax";
        }

        @Override
        public TensorType type(List<TensorType> operands) {
            return operands.get(0);
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView x = lowering.operand(0);
            TensorView y = lowering.result();
            Variable max = lowering.variable("max");
            Variable sum = lowering.variable("sum");
            return lowering.samples(n -> StatementList.of()
                    .then(maximum(lowering, x, n, List.of(), max))
                    .then(lowering.ownElements(x, at -> exponential(x.load(n, at), y, n, at, max)))
                    .then(sum(lowering, y, List.of(), at -> y.load(n, at), sum))
                    .then(lowering.ownLanes(
                            y,
                            at -> Statement.store(
                                    y.buffer(), y.index(n, at), y.load(n, at).dividedBy(Expression.local(sum)))))
                    .then(y.clearPadding(n))
                    .block());
        }
    }

    /** dx = y ⊙ (dy - Σ dy ⊙ y); operands dy, y. */
    record Gradient() implements Operation {
        @Override
        public String name() {
            return "gradient of softmax";
        }

        @Override
        public TensorType type(List<TensorType> operands) {
            return operands.get(0);
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dy = lowering.operand(0);
            TensorView y = lowering.operand(1);
            Variable sum = lowering.variable("sum");
            return lowering.samples(n -> StatementList.of()
                    .then(sum(lowering, y, List.of(), at -> dy.load(n, at).times(y.load(n, at)), sum))
                    .then(lowering.ownLanes(
                            y,
                            at -> lowering.store(
                                    n, at, y.load(n, at).times(dy.load(n, at).minus(Expression.local(sum))))))
                    .then(lowering.result().clearPadding(n))
                    .block());
        }
    }
}
