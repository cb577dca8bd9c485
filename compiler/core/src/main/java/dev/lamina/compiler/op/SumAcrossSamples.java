package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The sum of a term over the samples, in their order, for each element of a sample; and what is computed from the sum. */
public interface SumAcrossSamples extends Operation {
    FeatureTerm term();

    /** Stores what is computed from the sum at {@code at}. */
    Statement store(Lowering lowering, List<Affine> at, Expression sum);

    /** The operands of the term; an operation with more of them lists them behind these. */
    @Override
    default List<String> operands() {
        return term().operands();
    }

    @Override
    default TensorType type(Operands<TensorType> operands) {
        return TensorType.shared(operands.values().get(0).sizes());
    }

    @Override
    default Statement lower(Lowering lowering) {
        TensorView over = lowering.operands().values().get(0);
        TensorType type = over.type();
        int lanes = type.size(AxisOrder.lane(type));
        Affine n = Affine.of(new Symbol("n"));
        Symbol lane = new Symbol("unit");
        List<Statement.Range> loops = new ArrayList<>();
        List<Affine> at = AxisOrder.coordinates(type, Affine.of(lane), loops);
        loops.add(new Statement.Range(lane, Affine.of(lanes)));
        Function<String, Expression> load = SumWithinSample.load(lowering, n, at);
        return SumOfProducts.of(
                lowering,
                loops,
                lowering.padded(lanes, lowering.operands().values()),
                List.of(new Statement.Range(new Symbol("n"), Affine.of(Symbol.BATCH))),
                term().first(load),
                term().second(load),
                sum -> store(lowering, at, sum));
    }

    /** The sum itself. */
    record Plain(FeatureTerm term) implements SumAcrossSamples {
        @Override
        public String name() {
            return "sum over samples";
        }

        @Override
        public Statement store(Lowering lowering, List<Affine> at, Expression sum) {
            return lowering.store(Affine.ZERO, at, sum);
        }
    }
}
