package dev.lamina.compiler.layer;

import dev.lamina.compiler.loop.Affine;
import dev.lamina.compiler.loop.Expression;
import dev.lamina.compiler.loop.Statement;
import dev.lamina.compiler.loop.Symbol;
import dev.lamina.compiler.loop.Variable;
import java.util.List;

/**
 * The mean of one number per sample, summed in the order of the samples.
 *
 * @param of how many numbers the sum is of
 */
record Mean(Affine of) implements Operation {
    static final Affine SAMPLES = Affine.of(Symbol.BATCH);

    /** 1 / batch. */
    static Expression share() {
        return Expression.constant(1).dividedBy(new Expression.Position(Affine.of(Symbol.BATCH)));
    }

    @Override
    public String name() {
        return "mean over the batch";
    }

    @Override
    public TensorType type(List<TensorType> operands) {
        return TensorType.scalar();
    }

    @Override
    public Statement lower(Lowering lowering) {
        Placed each = lowering.operand(0);
        Variable sum = lowering.variable("sum");
        return Sweeps.of()
                .then(new Statement.Let(sum, Expression.constant(0)))
                .then(lowering.samples(n ->
                        new Statement.Assign(sum, Expression.local(sum).plus(each.load(n, List.of())))))
                .then(lowering.store(
                        Affine.ZERO, List.of(), Expression.local(sum).dividedBy(new Expression.Position(of))))
                .block();
    }
}
