package dev.lamina.compiler.layer.loss;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;

/** The sum over the batch of one number for each sample, divided by the total of the weights; 0 if that is 0. */
record WeightedMean() implements Operation {
    /** 1 / total, 0 if that is 0. */
    static Expression share(TensorView total) {
        return dividedByTotal(Expression.constant(1), total.load(Affine.ZERO, List.of()));
    }

    private static Expression dividedByTotal(Expression value, Expression total) {
        return new Expression.Select(
                Expression.Comparison.EQUAL,
                total,
                Expression.constant(0),
                Expression.constant(0),
                value.dividedBy(total));
    }

    @Override
    public String name() {
        return "weighted mean over the batch";
    }

    @Override
    public List<String> operands() {
        return List.of("sums", "total");
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        return TensorType.scalar();
    }

    @Override
    public Statement lower(Lowering lowering) {
        Variable sum = lowering.variable("sum");
        Expression total = lowering.operand("total").load(Affine.ZERO, List.of());
        return StatementList.of()
                .then(MeanOverBatch.sum(lowering, sum))
                .then(lowering.store(Affine.ZERO, List.of(), dividedByTotal(Expression.local(sum), total)))
                .block();
    }

    /**
     * The sum over the batch of one number for each sample, in the order of the samples.
     *
     * @param sharded whether a call may be a shard of a batch: then the total is the operand {@code whole}, unless that is 0
     */
    record Total(boolean sharded) implements Operation {
        private static final String WHOLE = "whole";

        @Override
        public String name() {
            return "sum over the batch";
        }

        @Override
        public List<String> operands() {
            return sharded ? List.of("sums", WHOLE) : List.of("sums");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return TensorType.scalar();
        }

        @Override
        public Statement lower(Lowering lowering) {
            Variable sum = lowering.variable("sum");
            return StatementList.of()
                    .then(MeanOverBatch.sum(lowering, sum))
                    .then(lowering.store(Affine.ZERO, List.of(), total(lowering, Expression.local(sum))))
                    .block();
        }

        private Expression total(Lowering lowering, Expression sum) {
            if (!sharded) {
                return sum;
            }
            Expression whole = lowering.operand(WHOLE).load(Affine.ZERO, List.of(Affine.ZERO));
            return new Expression.Select(Expression.Comparison.EQUAL, whole, Expression.constant(0), sum, whole);
        }
    }
}
