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

/** The gradient of a bias: db[f] = Σ dy[n, …, f] over samples, then rows, then columns. */
public record SumOverSamples() implements Operation {
    @Override
    public String name() {
        return "gradient of bias";
    }

    @Override
    public TensorType type(List<TensorType> operands) {
        return TensorType.shared(List.of(operands.get(0).size(AxisOrder.lane(operands.get(0)))));
    }

    @Override
    public Role role() {
        return Role.CONTRACTION;
    }

    @Override
    public Statement lower(Lowering lowering) {
        TensorView dy = lowering.operand(0);
        int lanes = dy.type().size(AxisOrder.lane(dy.type()));
        Symbol lane = new Symbol("unit");
        Symbol n = new Symbol("n");
        List<Statement.Range> reduction = new ArrayList<>(List.of(new Statement.Range(n, Affine.of(Symbol.BATCH))));
        List<Affine> at = AxisOrder.coordinates(dy.type(), Affine.of(lane), reduction);
        Variable sum = new Variable("sum", false);
        return new Statement.Contraction(
                List.of(new Statement.Range(lane, Affine.of(lanes))),
                lowering.padded(lanes, List.of(dy)),
                reduction,
                Expression.constant(1),
                dy.load(Affine.of(n), at),
                sum,
                Expression.constant(0),
                List.of(lowering.store(Affine.ZERO, List.of(Affine.of(lane)), Expression.local(sum))));
    }
}
