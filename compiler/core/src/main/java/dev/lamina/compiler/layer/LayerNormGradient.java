package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.op.ExtraResult;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.RowSums;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.op.SumOfProducts;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradient of the input of layer normalisation: dx = (g - shift - (x - mean) slope) inverse, with g = dy · weight, shift = Σ g / F and
 * slope = Σ g (x - mean) · inverse² / F of each row. In padding steps dy is 0, and so is dx.
 */
record LayerNormGradient() implements Operation {
    private static final String SHIFT = "shift";
    private static final String SLOPE = "slope";
    private static final String PARTIAL_SUMS = "partial_sums";

    @Override
    public String name() {
        return "gradient of layernorm";
    }

    @Override
    public List<String> operands() {
        return List.of("dy", "x", "mean", "inverse", "weight");
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        return operands.get("x");
    }

    @Override
    public List<ExtraResult> extras(Operands<TensorType> operands) {
        TensorType x = operands.get("x");
        return List.of(RowSums.statistic(SHIFT, x), RowSums.statistic(SLOPE, x), RowSums.memory(PARTIAL_SUMS, x));
    }

    /** The shift is not 0 in padding lanes, so loops end with the elements. */
    @Override
    public boolean fillsPadding() {
        return false;
    }

    @Override
    public Statement lower(Lowering lowering) {
        TensorView dy = lowering.operand("dy");
        TensorView x = lowering.operand("x");
        TensorView mean = lowering.operand("mean");
        TensorView inverse = lowering.operand("inverse");
        int features = LayerNormForward.features(x);
        Expression count = Expression.constant(features);
        return lowering.samples(n -> {
            RowSums sums = new RowSums(lowering, x, lowering.result(PARTIAL_SUMS), n);
            RowSums.Term gradients = new RowSums.Term(at -> dy.load(n, at), at -> weight(lowering, at));
            RowSums.Term products = new RowSums.Term(
                    at -> dy.load(n, at).times(weight(lowering, at)), at -> LayerNormForward.deviation(x, mean, n, at));
            return StatementList.of()
                    .then(sums.each(
                            gradients, (row, sum) -> lowering.result(SHIFT).store(n, row, sum.dividedBy(count))))
                    .then(sums.each(
                            products,
                            (row, sum) -> lowering.result(SLOPE)
                                    .store(
                                            n,
                                            row,
                                            sum.times(inverse.load(n, row))
                                                    .times(inverse.load(n, row))
                                                    .dividedBy(count))))
                    .then(RowSums.elements(x, features, at -> lowering.store(n, at, value(lowering, n, at))))
                    .block();
        });
    }

    private static Expression weight(Lowering lowering, List<Affine> at) {
        int lane = at.size() - 1;
        return lowering.operand("weight").load(Affine.ZERO, List.of(at.get(lane)));
    }

    private static Expression value(Lowering lowering, Affine n, List<Affine> at) {
        TensorView x = lowering.operand("x");
        List<Affine> row = RowSums.row(x.type(), at);
        Expression gradient = new Expression.Fma(
                lowering.operand("dy").load(n, at),
                weight(lowering, at),
                new Expression.Unary(
                        Expression.UnaryOperator.NEGATE, lowering.result(SHIFT).load(n, row)));
        Expression slope = lowering.result(SLOPE).load(n, row);
        Expression opposite = lowering.operand("mean").load(n, row).minus(x.load(n, at));
        return new Expression.Fma(opposite, slope, gradient)
                .times(lowering.operand("inverse").load(n, row));
    }

    /** dweight = Σ dy (x - mean) · inverse over the samples, then their steps. */
    record OfWeight() implements Operation {
        @Override
        public String name() {
            return "gradient of layernorm's weight";
        }

        @Override
        public List<String> operands() {
            return List.of("dy", "x", "mean", "inverse");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            TensorType x = operands.get("x");
            return TensorType.shared(List.of(x.size(AxisOrder.lane(x))));
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dy = lowering.operand("dy");
            TensorView x = lowering.operand("x");
            int features = LayerNormForward.features(x);
            Symbol sample = new Symbol("n");
            Symbol feature = new Symbol("unit");
            List<Statement.Range> reduction =
                    new ArrayList<>(List.of(new Statement.Range(sample, Affine.of(Symbol.BATCH))));
            List<Affine> at = AxisOrder.coordinates(x.type(), Affine.of(feature), reduction);
            Affine n = Affine.of(sample);
            Expression inverse = lowering.operand("inverse").load(n, RowSums.row(x.type(), at));
            return SumOfProducts.of(
                    lowering,
                    List.of(new Statement.Range(feature, Affine.of(features))),
                    lowering.padded(features, List.of(dy, x)),
                    reduction,
                    dy.load(n, at),
                    LayerNormForward.deviation(x, lowering.operand("mean"), n, at)
                            .times(inverse),
                    sum -> lowering.store(Affine.ZERO, List.of(Affine.of(feature)), sum));
        }
    }
}
