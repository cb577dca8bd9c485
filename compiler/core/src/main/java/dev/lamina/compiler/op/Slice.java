package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.TensorType;
import java.util.List;

/** Takes {@code features} features, the first of them number {@code from}, at every step of a sequence. */
public record Slice(int from, int features) implements Operation {
    @Override
    public String name() {
        return "features " + from + " to " + (from + features - 1);
    }

    @Override
    public List<String> operands() {
        return List.of("x");
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        return operands.get("x").perStep(features);
    }

    @Override
    public boolean fillsPadding() {
        return false;
    }

    @Override
    public Statement lower(Lowering lowering) {
        Symbol unit = new Symbol("unit");
        Affine step = Affine.of(AxisOrder.STEP);
        return lowering.samples(n -> Statement.loop(
                AxisOrder.STEP,
                lowering.result().type().extent(0),
                new Statement.Lanes(
                        unit,
                        Affine.of(features),
                        Affine.of(features),
                        lowering.store(
                                n,
                                List.of(step, Affine.of(unit)),
                                lowering.operand("x")
                                        .load(n, List.of(step, Affine.of(unit).plus(from)))))));
    }
}
