package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import java.util.List;
import java.util.function.Function;

/** Builds a contraction: each sum of products begins at 0 and is stored once. */
public final class SumOfProducts {
    private SumOfProducts() {}

    /**
     * Σ a · b over the reduction, for each point of the loops.
     *
     * @param padded the extent up to which a schedule may run along the last loop
     * @param store stores a sum
     */
    public static Statement of(
            Lowering lowering,
            List<Statement.Range> loops,
            int padded,
            List<Statement.Range> reduction,
            Expression a,
            Expression b,
            Function<Expression, Statement> store) {
        Variable sum = lowering.variable("sum");
        int extent = loops.get(loops.size() - 1).extent().constant();
        return new Statement.Contraction(
                loops,
                lowering.paddedForFused(extent, padded),
                reduction,
                a,
                b,
                sum,
                Expression.constant(0),
                List.of(store.apply(Expression.local(sum))));
    }
}
