package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.op.ExtraResult;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.RowSums;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.ArrayList;
import java.util.List;

/**
 * y = (x - mean) · inverse · weight + bias, with mean and inverse = 1 / √(var + epsilon) of each row. The variance is that of differences
 * from the mean: the mean of squares minus the square of the mean would lose all digits where the mean is large.
 */
record LayerNormForward(double epsilon, boolean bias) implements Operation {
    /** A further result: the mean of each row. */
    static final String MEAN = "mean";

    /** A further result: 1 / √(var + epsilon) of each row. */
    static final String INVERSE = "inverse";

    private static final String PARTIAL_SUMS = "partial_sums";

    @Override
    public String name() {
        return "layernorm";
    }

    @Override
    public List<String> operands() {
        return bias ? List.of("x", "weight", "bias") : List.of("x", "weight");
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        return operands.get("x");
    }

    @Override
    public List<ExtraResult> extras(Operands<TensorType> operands) {
        TensorType x = operands.get("x");
        return List.of(RowSums.statistic(MEAN, x), RowSums.statistic(INVERSE, x), RowSums.memory(PARTIAL_SUMS, x));
    }

    @Override
    public Statement lower(Lowering lowering) {
        TensorView x = lowering.operand("x");
        TensorView mean = lowering.result(MEAN);
        TensorView inverse = lowering.result(INVERSE);
        int features = features(x);
        List<TensorView> others = new ArrayList<>(lowering.operands().values());
        int padded = lowering.padded(features, others);
        return lowering.samples(n -> {
            RowSums sums = new RowSums(lowering, x, lowering.result(PARTIAL_SUMS), n);
            RowSums.Term squares = new RowSums.Term(at -> deviation(x, mean, n, at), at -> deviation(x, mean, n, at));
            return StatementList.of()
                    .then(sums.each(
                            RowSums.Term.of(at -> x.load(n, at)),
                            (row, sum) -> mean.store(n, row, sum.dividedBy(Expression.constant(features)))))
                    .then(sums.each(
                            squares,
                            (row, sum) ->
                                    inverse.store(n, row, inverseRoot(sum.dividedBy(Expression.constant(features))))))
                    .then(RowSums.elements(x, padded, at -> lowering.store(n, at, value(lowering, n, at))))
                    .block();
        });
    }

    static int features(TensorView rows) {
        return rows.type().size(AxisOrder.lane(rows.type()));
    }

    private Expression inverseRoot(Expression variance) {
        return Expression.constant(1).dividedBy(BatchStatistics.root(variance, epsilon));
    }

    /** x - mean. */
    static Expression deviation(TensorView x, TensorView mean, Affine n, List<Affine> at) {
        return x.load(n, at).minus(mean.load(n, RowSums.row(x.type(), at)));
    }

    private Expression value(Lowering lowering, Affine n, List<Affine> at) {
        TensorView x = lowering.operand("x");
        Expression normal = deviation(x, lowering.result(MEAN), n, at)
                .times(lowering.result(INVERSE).load(n, RowSums.row(x.type(), at)));
        List<Affine> feature = List.of(at.get(AxisOrder.lane(x.type())));
        Expression weight = lowering.operand("weight").load(Affine.ZERO, feature);
        return bias
                ? new Expression.Fma(normal, weight, lowering.operand("bias").load(Affine.ZERO, feature))
                : normal.times(weight);
    }
}
