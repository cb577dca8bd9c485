package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.ArrayList;
import java.util.List;

/** Concatenates sequences of {@code features} features along the feature axis, in the order of the operands. */
public record Concat(List<String> operands, int features) implements Operation {
    @Override
    public String name() {
        return "side by side";
    }

    @Override
    public TensorType type(Operands<TensorType> types) {
        return types.get(operands.get(0)).perStep(features * operands.size());
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
            int first = 0;
            for (TensorView operand : lowering.operands().values()) {
                Statement copy = lowering.store(
                        n, List.of(step, Affine.of(unit).plus(first)), operand.load(n, List.of(step, Affine.of(unit))));
                copies.add(new Statement.Lanes(unit, Affine.of(features), Affine.of(features), copy));
                first += features;
            }
            return Statement.loop(AxisOrder.STEP, lowering.result().type().extent(0), new Statement.Block(copies));
        });
    }
}
