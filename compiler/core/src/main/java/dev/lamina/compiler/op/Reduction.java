package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.tensor.TensorView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reductions of a row of a value to one number, in the order of memory. The row [] is a whole sample. */
public final class Reduction {
    private Reduction() {}

    /** Declares {@code max}, and computes the maximum of a row's elements. */
    public static List<Statement> maximum(Lowering lowering, TensorView x, Affine n, List<Affine> row, Variable max) {
        return List.of(
                new Statement.Let(max, Expression.constant(Float.NEGATIVE_INFINITY)),
                lowering.ownInOrder(
                        x,
                        row,
                        at -> new Statement.Assign(max, Expression.local(max).max(x.load(n, at)))));
    }

    /** Declares {@code sum}, and computes the sum of a term for each of a row's elements. */
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

    /** Declares {@code max} and {@code sum}, stores exp(x - max) of a row's elements in the result, and computes the sum of these. */
    public static List<Statement> exponentials(
            Lowering lowering, TensorView x, Affine n, List<Affine> row, Variable max, Variable sum) {
        TensorView y = lowering.result();
        List<Statement> all = new ArrayList<>(maximum(lowering, x, n, row, max));
        all.add(lowering.ownLanes(x, row, at -> exponential(x.load(n, at), y, n, at, max)));
        all.addAll(sum(lowering, y, row, at -> y.load(n, at), sum));
        return all;
    }

    /** Stores exp(x - max) as the element of {@code y} at {@code at}. */
    public static Statement exponential(Expression x, TensorView y, Affine n, List<Affine> at, Variable max) {
        return y.store(n, at, x.minus(Expression.local(max)).apply(Expression.UnaryOperator.EXP));
    }
}
