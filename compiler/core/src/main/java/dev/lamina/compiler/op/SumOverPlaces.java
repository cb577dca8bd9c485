package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.ArrayList;
import java.util.List;

/** The gradient of a factor for each feature: df[n, f] = Σ dy[n, …, f] x[n, …, f] over rows, then columns, or over steps. */
public record SumOverPlaces() implements Operation {
    @Override
    public String name() {
        return "gradient of factors";
    }

    @Override
    public List<String> operands() {
        return List.of("dy", "x");
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        TensorType x = operands.get("x");
        return TensorType.samples(List.of(x.size(AxisOrder.lane(x))));
    }

    @Override
    public Statement lower(Lowering lowering) {
        TensorView dy = lowering.operand("dy");
        TensorView x = lowering.operand("x");
        int lanes = x.type().size(AxisOrder.lane(x.type()));
        Symbol n = new Symbol("n");
        Symbol lane = new Symbol("unit");
        List<Statement.Range> reduction = new ArrayList<>();
        List<Affine> at = AxisOrder.coordinates(x.type(), Affine.of(lane), reduction);
        return SumOfProducts.of(
                lowering,
                List.of(new Statement.Range(n, Affine.of(Symbol.BATCH)), new Statement.Range(lane, Affine.of(lanes))),
                lowering.padded(lanes, List.of(dy, x)),
                reduction,
                dy.load(Affine.of(n), at),
                x.load(Affine.of(n), at),
                sum -> lowering.store(Affine.of(n), List.of(Affine.of(lane)), sum));
    }
}
