package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.TensorType;
import java.util.List;

/** Takes {@code lanes} lanes, the first of them number {@code from}: features of a vector or sequence, channels of an image. */
public record Slice(int from, int lanes) implements Operation {
    @Override
    public String name() {
        return "features " + from + " to " + (from + lanes - 1);
    }

    @Override
    public List<String> operands() {
        return List.of("x");
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        return operands.get("x").withLanes(lanes);
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
        Affine at = Affine.of(lane);
        return lowering.samples(n -> Statement.nest(
                outer,
                new Statement.Lanes(
                        lane,
                        Affine.of(lanes),
                        Affine.of(lanes),
                        lowering.store(
                                n,
                                AxisOrder.point(type, outer, at),
                                lowering.operand("x").load(n, AxisOrder.point(type, outer, at.plus(from)))))));
    }
}
