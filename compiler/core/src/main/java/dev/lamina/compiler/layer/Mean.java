package dev.lamina.compiler.layer;

import dev.lamina.compiler.loop.Affine;
import dev.lamina.compiler.loop.Expression;
import dev.lamina.compiler.loop.Statement;
import dev.lamina.compiler.loop.Symbol;
import dev.lamina.compiler.loop.Variable;
import java.util.List;

/**
 * The mean of what there are sums of, one sum for each sample, summed in the order of the samples.
 *
 * @param of how many numbers the sums are of
 */
record Mean(Affine of) implements Operation {
    static final Affine SAMPLES = Affine.of(Symbol.BATCH);

    /** The share of one number: 1 / of. */
    static Expression share(Affine of) {
        return Expression.constant(1).dividedBy(new Expression.Position(of));
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
        Placed sums = lowering.operand(0);
        Variable sum = lowering.variable("sum");
        return Sweeps.of()
                .then(new Statement.Let(sum, Expression.constant(0)))
                .then(lowering.samples(n ->
                        new Statement.Assign(sum, Expression.local(sum).plus(sums.load(n, List.of())))))
                .then(lowering.store(
                        Affine.ZERO, List.of(), Expression.local(sum).dividedBy(new Expression.Position(of))))
                .block();
    }
}
