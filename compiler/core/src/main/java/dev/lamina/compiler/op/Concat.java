package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Sequences of {@code features} each, side by side at every step. */
public record Concat(int features) implements Operation {
    @Override
    public String name() {
        return "side by side";
    }

    @Override
    public TensorType type(List<TensorType> operands) {
        return operands.get(0).perStep(features * operands.size());
    }

    @Override
    public boolean fillsPadding() {
        return false;
    }

    @Override
    public Statement lower(Lowering lowering) {
        Symbol unit = new Symbol("unit");
        Affine step = Affine.of(AxisOrder.STEP);
        return lowering.samples(n -> {
            List<Statement> copies = new ArrayList<>();
            for (int i = 0; i < lowering.operands(); i++) {
                Statement copy = lowering.store(
                        n,
                        List.of(step, Affine.of(unit).plus(i * features)),
                        lowering.operand(i).load(n, List.of(step, Affine.of(unit))));
                copies.add(new Statement.Lanes(unit, Affine.of(features), Affine.of(features), copy));
            }
            return Statement.loop(AxisOrder.STEP, lowering.result().type().extent(0), new Statement.Block(copies));
        });
    }
}
