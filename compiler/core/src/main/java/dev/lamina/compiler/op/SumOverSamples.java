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

/** The gradient of a bias: db[f] = Σ dy[n, …, f] over samples, then rows, then columns. */
public record SumOverSamples() implements Operation {
    @Override
    public String name() {
        return "gradient of bias";
    }

    @Override
    public List<String> operands() {
        return List.of("dy");
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        TensorType dy = operands.get("dy");
        return TensorType.shared(List.of(dy.size(AxisOrder.lane(dy))));
    }

    @Override
    public Statement lower(Lowering lowering) {
        TensorView dy = lowering.operand("dy");
        int lanes = dy.type().size(AxisOrder.lane(dy.type()));
        Symbol lane = new Symbol("unit");
        Symbol n = new Symbol("n");
        List<Statement.Range> reduction = new ArrayList<>(List.of(new Statement.Range(n, Affine.of(Symbol.BATCH))));
        List<Affine> at = AxisOrder.coordinates(dy.type(), Affine.of(lane), reduction);
        return SumOfProducts.of(
                lowering,
                List.of(new Statement.Range(lane, Affine.of(lanes))),
                lowering.padded(lanes, List.of(dy)),
                reduction,
                Expression.constant(1),
                dy.load(Affine.of(n), at),
                sum -> lowering.store(Affine.ZERO, List.of(Affine.of(lane)), sum));
    }
}
