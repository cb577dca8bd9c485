package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.ExtraResult;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.RowSums;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;

/**
 * Softmax over the lane axis: y = exp(x - max) / Σ exp(x - max) of each row, or its logarithm, y = x - max - log Σ exp(x - max). Rows are the
 * steps of a sequence, or the pixels of an image. Padding steps are computed like others, since they change no other row.
 */
record SoftmaxOfRows(boolean logarithm) implements Operation {
    private static final String MAXIMUM = "maximum";
    private static final String PARTIAL_SUMS = "partial_sums";

    @Override
    public String name() {
        return (logarithm ? "log softmax" : "softmax") + " of rows";
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
    public List<ExtraResult> extras(Operands<TensorType> operands) {
        TensorType x = operands.get("x");
        return List.of(RowSums.statistic(MAXIMUM, x), RowSums.memory(PARTIAL_SUMS, x));
    }

    @Override
    public boolean fillsPadding() {
        return false;
    }

    @Override
    public Statement lower(Lowering lowering) {
        TensorView y = lowering.result();
        return lowering.samples(n -> StatementList.of()
                .then(Statement.nest(AxisOrder.outer(y.type()), exponentials(lowering, n)))
                .then(new RowSums(lowering, y, lowering.result(PARTIAL_SUMS), n)
                        .each(RowSums.Term.of(at -> y.load(n, at)), (row, sum) -> values(lowering, n, row, sum)))
                .block());
    }

    /** The maximum of a row, which has the same bits in any order, and exp(x - max), which is kept in the result. */
    private static Statement exponentials(Lowering lowering, Affine n) {
        TensorView x = lowering.operand("x");
        TensorView y = lowering.result();
        TensorView maximum = lowering.result(MAXIMUM);
        TensorType type = y.type();
        Symbol lane = AxisOrder.laneIndex(type);
        int features = type.size(AxisOrder.lane(type));
        List<Affine> point = AxisOrder.point(type, AxisOrder.outer(type), Affine.of(lane));
        Variable max = lowering.variable("max");
        return StatementList.of()
                .then(new Statement.Let(max, Expression.constant(Float.NEGATIVE_INFINITY)))
                .then(Statement.loop(
                        lane,
                        Affine.of(features),
                        new Statement.Assign(max, Expression.local(max).max(x.load(n, point)))))
                .then(maximum.store(n, RowSums.row(type, point), Expression.local(max)))
                .then(RowSums.elementsOfRow(
                        y,
                        features,
                        at -> y.store(
                                n,
                                at,
                                x.load(n, at).minus(Expression.local(max)).apply(Expression.UnaryOperator.EXP))))
                .block();
    }

    private Statement values(Lowering lowering, Affine n, List<Affine> row, Expression sum) {
        TensorView x = lowering.operand("x");
        TensorView y = lowering.result();
        int features = y.type().size(AxisOrder.lane(y.type()));
        if (!logarithm) {
            return RowSums.elementsOfRow(
                    y, features, at -> lowering.store(n, at, y.load(n, at).dividedBy(sum)));
        }
        Variable log = lowering.variable("log");
        Expression max = lowering.result(MAXIMUM).load(n, row);
        return Statement.block(
                new Statement.Let(log, sum.apply(Expression.UnaryOperator.LOG)),
                RowSums.elementsOfRow(
                        y,
                        features,
                        at -> lowering.store(n, at, x.load(n, at).minus(max).minus(Expression.local(log)))));
    }

    /**
     * dx = p ⊙ (dy - Σ dy ⊙ p) of each row, or of the logarithm, dx = dy - p Σ dy.
     *
     * @param logarithm whether it is the gradient of the logarithm; p are the probabilities in either case
     */
    record Gradient(boolean logarithm) implements Operation {
        @Override
        public String name() {
            return "gradient of " + (logarithm ? "log softmax" : "softmax") + " of rows";
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
        public List<ExtraResult> extras(Operands<TensorType> operands) {
            return List.of(RowSums.memory(PARTIAL_SUMS, operands.get("dy")));
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dy = lowering.operand("dy");
            TensorView p = lowering.operand("p");
            TensorView dx = lowering.result();
            int features = dx.type().size(AxisOrder.lane(dx.type()));
            return lowering.samples(n -> {
                RowSums.Term gradients = RowSums.Term.of(at -> dy.load(n, at));
                RowSums.Term products = new RowSums.Term(at -> dy.load(n, at), at -> p.load(n, at));
                return new RowSums(lowering, dx, lowering.result(PARTIAL_SUMS), n)
                        .each(
                                logarithm ? gradients : products,
                                (row, sum) -> RowSums.elementsOfRow(
                                        dx,
                                        features,
                                        at -> lowering.store(
                                                n, at, element(logarithm, dy.load(n, at), p.load(n, at), sum))));
            });
        }

        /** @param sum that of dy ⊙ p, or of dy if it is the gradient of the logarithm */
        static Expression element(boolean logarithm, Expression dy, Expression p, Expression sum) {
            return logarithm
                    ? new Expression.Fma(p, new Expression.Unary(Expression.UnaryOperator.NEGATE, sum), dy)
                    : p.times(dy.minus(sum));
        }
    }
}
