package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.ArrayList;
import java.util.List;

/** Concatenates values along the lane axis: features of vectors and sequences, channels of images. */
public record Concat(List<String> operands) implements Operation {
    public Concat {
        operands = List.copyOf(operands);
    }

    @Override
    public String name() {
        return "side by side";
    }

    @Override
    public TensorType type(Operands<TensorType> types) {
        int lanes = types.values().stream()
                .mapToInt(type -> type.size(AxisOrder.lane(type)))
                .sum();
        return types.get(operands.get(0)).withLanes(lanes);
    }

    @Override
    public boolean fillsPadding() {
        return false;
    }

    @Override
    public Statement lower(Lowering lowering) {
        TensorType type = lowering.result().type();
        List<Statement.Range> outer = AxisOrder.outer(type);
        Symbol lane = AxisOrder.laneIndex(type);
        return lowering.samples(n -> {
            List<Statement> copies = new ArrayList<>();
            int first = 0;
            for (TensorView operand : lowering.operands().values()) {
                int lanes = operand.type().size(AxisOrder.lane(operand.type()));
                Statement copy = lowering.store(
                        n,
                        AxisOrder.point(type, outer, Affine.of(lane).plus(first)),
                        operand.load(n, AxisOrder.point(type, outer, Affine.of(lane))));
                copies.add(new Statement.Lanes(lane, Affine.of(lanes), Affine.of(lanes), copy));
                first += lanes;
            }
            return Statement.nest(outer, new Statement.Block(copies));
        });
    }
}
