package dev.lamina.compiler.layer;

import dev.lamina.compiler.loop.Expression;
import dev.lamina.compiler.loop.Expression.UnaryOperator;
import dev.lamina.compiler.loop.Statement;
import dev.lamina.compiler.loop.Variable;
import java.util.List;

/**
 * Gated recurrent unit (Cho et al. 2014) with the reset after the product, as PyTorch and cuDNN; gates in the order r, z, n: r, z = σ(x
 * W_i + b_i + h_{t-1} W_h + b_h); n = tanh(x W_in + b_in + r ⊙ (h_{t-1} W_hn + b_hn)); h_t = (1 - z) ⊙ n + z ⊙ h_{t-1}. x [N, T, in], h
 * [N, T, hidden], W_ih [3 · hidden, in], W_hh [3 · hidden, hidden].
 */
final class Gru implements Cell {
    static final CallKind<Layer> KIND = RecurrentLayer.kind(
            "gru", "gated recurrent units over the steps of a sequence", List.of(), arguments -> new Gru());

    private static final int R = 0;
    private static final int Z = 1;
    private static final int NEW = 2;

    @Override
    public List<String> formulas() {
        return List.of(
                "r, z = sigmoid(W_ih x[t] + b_ih + W_hh h[t-1] + b_hh)",
                "n = tanh(W_in x[t] + b_in + r * (W_hn h[t-1] + b_hn))",
                "h[t] = (1 - z) * n + z * h[t-1]",
                "dz = dh[t] * (h[t-1] - n) * z * (1 - z), dn = dh[t] * (1 - z) * (1 - n * n)",
                "dr = dn * (W_hn h[t-1] + b_hn) * r * (1 - r)",
                "dh[t-1] = dh[t] * z + the products of W_hh with dr, dz and dn * r");
    }

    @Override
    public int gates() {
        return 3;
    }

    @Override
    public boolean hasCell() {
        return false;
    }

    @Override
    public boolean keepsHidden() {
        return true;
    }

    @Override
    public List<Sweep> forward() {
        return List.of(
                step -> List.of(
                        step.setGate(R, step.input(R).plus(step.hidden(R)).apply(UnaryOperator.SIGMOID))),
                step -> List.of(
                        step.setGate(Z, step.input(Z).plus(step.hidden(Z)).apply(UnaryOperator.SIGMOID))),
                step -> List.of(step.setGate(
                        NEW,
                        new Expression.Fma(step.gate(R), step.hidden(NEW), step.input(NEW)).apply(UnaryOperator.TANH))),
                step -> List.of(step.setOutput(
                        new Expression.Fma(step.gate(Z), step.previous().minus(step.gate(NEW)), step.gate(NEW)))));
    }

    @Override
    public List<Sweep> backward() {
        return List.of(Gru::gradient);
    }

    private static List<Statement> gradient(Step step) {
        Variable dh = new Variable("dh", false);
        Variable r = new Variable("r", false);
        Variable z = new Variable("z", false);
        Variable fresh = new Variable("fresh", false);
        Variable dn = new Variable("dn", false);
        Variable dr = new Variable("dr", false);
        Variable dz = new Variable("dz", false);
        Expression one = Expression.constant(1);
        return List.of(
                new Statement.Let(r, step.gate(R)),
                new Statement.Let(z, step.gate(Z)),
                new Statement.Let(fresh, step.gate(NEW)),
                new Statement.Let(dh, step.outputGradient()),
                new Statement.Let(dn, read(dh).times(one.minus(read(z))).times(Slopes.tanh(fresh))),
                new Statement.Let(
                        dz, read(dh).times(step.previous().minus(read(fresh))).times(Slopes.sigmoid(z))),
                new Statement.Let(dr, read(dn).times(step.hidden(NEW)).times(Slopes.sigmoid(r))),
                step.setGateGradient(R, read(dr)),
                step.setGateGradient(Z, read(dz)),
                step.setGateGradient(NEW, read(dn)),
                step.setHiddenGradient(R, read(dr)),
                step.setHiddenGradient(Z, read(dz)),
                step.setHiddenGradient(NEW, read(dn).times(read(r))),
                step.setPreviousGradient(read(dh).times(read(z))));
    }

    private static Expression read(Variable variable) {
        return Expression.local(variable);
    }
}
