package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.tensor.TensorView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One number of all elements of a row, found in the order of memory. A row [] is all of a sample. */
public final class Reduction {
    private Reduction() {}

    /** The maximum of a row's elements: {@code max}, declared and computed. */
    public static List<Statement> maximum(Lowering lowering, TensorView x, Affine n, List<Affine> row, Variable max) {
        return List.of(
                new Statement.Let(max, Expression.constant(Float.NEGATIVE_INFINITY)),
                lowering.ownInOrder(
                        x,
                        row,
                        at -> new Statement.Assign(max, Expression.local(max).max(x.load(n, at)))));
    }

    /** Σ of a term of a row's elements: {@code sum}, declared and computed. */
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
            Lowering lowering, TensorView x, Affine n, List<Affine> row, Variable max, Variable sum) {
        TensorView y = lowering.result();
        List<Statement> all = new ArrayList<>(maximum(lowering, x, n, row, max));
        all.add(lowering.ownLanes(
                x,
                row,
                at -> Statement.store(
                        y.buffer(),
                        y.index(n, at),
                        x.load(n, at).minus(Expression.local(max)).apply(Expression.UnaryOperator.EXP))));
        all.addAll(sum(lowering, y, row, at -> y.load(n, at), sum));
        return all;
    }
}
