package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The sum of a term over the pixels or the time steps of each sample, for each feature: rows, then columns. It is the first of two stages of
 * a sum over a batch; {@link SumAcrossSamples} is the second. A single chain of additions over a large batch would lose more digits.
 */
public record SumWithinSample(FeatureTerm term) implements Operation {
    private static final Symbol LANE = new Symbol("unit");

    @Override
    public String name() {
        return "sum within samples";
    }

    @Override
    public List<String> operands() {
        return term.operands();
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        return perSample(operands.values().get(0));
    }

    /** The type of a number for each feature of each sample. */
    public static TensorType perSample(TensorType x) {
        return TensorType.samples(List.of(x.size(AxisOrder.lane(x))));
    }

    @Override
    public Statement lower(Lowering lowering) {
        TensorView over = lowering.operands().values().get(0);
        if (over.type().overTime() && !term.isZeroInPadding()) {
            return lowering.everywhere((n, at) -> ownSteps(lowering, over, n, at.get(0)));
        }
        return lowering.samples(n -> contraction(lowering, term, n, lowering.result()));
    }

    /** The sums of one sample. */
    static Statement contraction(Lowering lowering, FeatureTerm term, Affine n, TensorView into) {
        TensorView over = lowering.operands().values().get(0);
        int lanes = over.type().size(AxisOrder.lane(over.type()));
        List<Statement.Range> reduction = new ArrayList<>();
        List<Affine> at = AxisOrder.coordinates(over.type(), Affine.of(LANE), reduction);
        Function<String, Expression> load = load(lowering, n, at);
        return SumOfProducts.of(
                lowering,
                List.of(new Statement.Range(LANE, Affine.of(lanes))),
                lowering.padded(lanes, lowering.operands().values()),
                reduction,
                term.first(load),
                term.second(load),
                sum -> into.store(n, List.of(Affine.of(LANE)), sum));
    }

    /** Loads the operand of a name for the term at a point. */
    static Function<String, Expression> load(Lowering lowering, Affine n, List<Affine> at) {
        return name -> Pointwise.along(lowering.operand(name), n, at);
    }

    /** The sum over the time steps of a sample that are not padding. */
    private Statement ownSteps(Lowering lowering, TensorView over, Affine n, Affine feature) {
        Variable sum = lowering.variable("sum");
        Variable factor = lowering.variable("factor");
        Function<String, Expression> load = load(lowering, n, List.of(Affine.of(AxisOrder.STEP), feature));
        Expression local = Expression.local(factor);
        Expression next = term == FeatureTerm.ELEMENT
                ? Expression.local(sum).plus(local)
                : new Expression.Fma(local, local, Expression.local(sum));
        return Statement.block(
                new Statement.Let(sum, Expression.constant(0)),
                Statement.loop(
                        AxisOrder.STEP,
                        over.ownSteps(),
                        Statement.block(new Statement.Let(factor, term.second(load)), new Statement.Assign(sum, next))),
                lowering.store(n, List.of(feature), Expression.local(sum)));
    }
}
