package dev.lamina.compiler.layer;

import dev.lamina.compiler.loop.Affine;
import dev.lamina.compiler.loop.Expression;
import dev.lamina.compiler.loop.Statement;
import dev.lamina.compiler.loop.Symbol;
import dev.lamina.compiler.loop.Variable;
import java.util.ArrayList;
import java.util.List;

/** The gradient of a bias: db[f] = Σ dy[n, …, f] over samples, then rows, then columns. */
record SumOverSamples() implements Operation {
    @Override
    public String name() {
        return "gradient of bias";
    }

    @Override
    public TensorType type(List<TensorType> operands) {
        return TensorType.shared(List.of(operands.get(0).size(Axes.lane(operands.get(0)))));
    }

    @Override
    public Role role() {
        return Role.CONTRACTION;
    }

    @Override
    public Statement lower(Lowering lowering) {
        Placed dy = lowering.operand(0);
        int lanes = dy.type().size(Axes.lane(dy.type()));
        Symbol lane = new Symbol("unit");
        Symbol n = new Symbol("n");
        List<Statement.Range> reduction = new ArrayList<>(List.of(new Statement.Range(n, Affine.of(Symbol.BATCH))));
        List<Affine> at = Axes.coordinates(dy.type(), Affine.of(lane), reduction);
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
