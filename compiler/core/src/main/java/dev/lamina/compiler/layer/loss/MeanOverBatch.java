package dev.lamina.compiler.layer.loss;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;

/**
 * The sum over the batch of one number for each sample, in the order of the samples, divided by a count.
 *
 * @param of the count: how many numbers the mean is over
 */
record MeanOverBatch(Affine of) implements Operation {
    static final Affine SAMPLES = Affine.of(Symbol.BATCH);

    /** 1 / of. */
    static Expression share(Affine of) {
        return Expression.constant(1).dividedBy(new Expression.IndexAsFloat(of));
    }

    /** Declares the variable, and adds up the operand {@code sums} in it, in the order of the samples. */
    static List<Statement> sum(Lowering lowering, Variable total) {
        TensorView sums = lowering.operand("sums");
        return List.of(
                new Statement.Let(total, Expression.constant(0)),
                lowering.samples(n ->
                        new Statement.Assign(total, Expression.local(total).plus(sums.load(n, List.of())))));
    }

    @Override
    public String name() {
        return "mean over the batch";
    }

    @Override
    public List<String> operands() {
        return List.of("sums");
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        return TensorType.scalar();
    }

    @Override
    public Statement lower(Lowering lowering) {
        Variable sum = lowering.variable("sum");
        return StatementList.of()
                .then(sum(lowering, sum))
                .then(lowering.store(
                        Affine.ZERO, List.of(), Expression.local(sum).dividedBy(new Expression.IndexAsFloat(of))))
                .block();
    }
}
