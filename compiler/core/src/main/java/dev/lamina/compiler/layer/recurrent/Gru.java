package dev.lamina.compiler.layer.recurrent;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Expression.UnaryOperator;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import java.util.List;

/**
 * Gated recurrent unit (Cho et al. 2014), gates in the order r, z, n: r, z = σ(x W_iᵀ + b_i + h_{t-1} W_hᵀ + b_h); h_t = (1 - z) ⊙ n + z ⊙
 * h_{t-1}. With the reset after the product, as in PyTorch and cuDNN: n = tanh(x W_inᵀ + b_in + r ⊙ (h_{t-1} W_hnᵀ + b_hn)); before it, as
 * in the paper: n = tanh(x W_inᵀ + b_in + (r ⊙ h_{t-1}) W_hnᵀ + b_hn), a product that needs the gate r first. x [N, T, in], h [N, T,
 * hidden], W_ih [3 · hidden, in], W_hh [3 · hidden, hidden].
 */
public record Gru(boolean resetsFirst) implements Cell {
    public static final CallKind<Layer> KIND = RecurrentLayer.kind(
            "gru",
            "gated recurrent units over the steps of a sequence",
            List.of(ArgumentKind.word(
                    "reset",
                    "after",
                    List.of("after", "before"),
                    "the hidden state is reset after its product, as PyTorch, or before, as the paper")),
            arguments -> new Gru(arguments.word("reset").equals("before")));

    private static final int R = 0;
    private static final int Z = 1;
    private static final int NEW = 2;

    @Override
    public List<String> formulas() {
        return resetsFirst
                ? List.of(
                        "r, z = sigmoid(W_ih x[t] + b_ih + W_hh h[t-1] + b_hh)",
                        "n = tanh(W_in x[t] + b_in + W_hn (r * h[t-1]) + b_hn)",
                        "h[t] = (1 - z) * n + z * h[t-1]",
                        "dz = dh[t] * (h[t-1] - n) * z * (1 - z), dn = dh[t] * (1 - z) * (1 - n * n)",
                        "dr = (WT_hn dn) * h[t-1] * r * (1 - r)",
                        "dh[t-1] = dh[t] * z + (WT_hn dn) * r + the products of W_hh with dr and dz")
                : List.of(
                        "r, z = sigmoid(W_ih x[t] + b_ih + W_hh h[t-1] + b_hh)",
                        "n = tanh(W_in x[t] + b_in + r * (W_hn h[t-1] + b_hn))",
                        "h[t] = (1 - z) * n + z * h[t-1]",
                        "dz = dh[t] * (h[t-1] - n) * z * (1 - z), dn = dh[t] * (1 - z) * (1 - n * n)",
                        "dr = dn * (W_hn h[t-1] + b_hn) * r * (1 - r)",
                        "dh[t-1] = dh[t] * z + the products of W_hh with dr, dz and dn * r");
    }

    @Override
    public String semantics() {
        return "reset " + (resetsFirst ? "before" : "after") + " the product";
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
        return !resetsFirst;
    }

    @Override
    public List<Stage> forward() {
        Equation output = new Equation(
                "h = (1 - z) * n + z * (h before)",
                step -> List.of(step.setOutput(
                        new Expression.Fma(step.gate(Z), step.previous().minus(step.gate(NEW)), step.gate(NEW)))));
        if (resetsFirst) {
            Equation fresh = new Equation(
                    "n = tanh(sum)",
                    step -> List.of(step.setGate(NEW, step.input(NEW).apply(UnaryOperator.TANH))));
            Equation reset = new Equation(
                    "r * (h before)", step -> List.of(step.setReset(step.gate(R).times(step.previous()))));
            return List.of(
                    new Stage(R, 2, false, List.of(sigmoid("r", R), sigmoid("z", Z), reset)),
                    new Stage(NEW, 1, true, List.of(fresh, output)));
        }
        Equation fresh = new Equation(
                "n = tanh(input + r * product)",
                step -> List.of(step.setGate(
                        NEW,
                        new Expression.Fma(step.gate(R), step.hidden(NEW), step.input(NEW))
                                .apply(UnaryOperator.TANH))));
        return Stage.one(gates(), sigmoid("r", R), sigmoid("z", Z), fresh, output);
    }

    private Equation sigmoid(String name, int gate) {
        return new Equation(name + " = sigmoid(" + (resetsFirst ? "sum" : "input + product") + ")", step -> {
            Expression given = resetsFirst ? step.input(gate) : step.input(gate).plus(step.hidden(gate));
            return List.of(step.setGate(gate, given.apply(UnaryOperator.SIGMOID)));
        });
    }

    @Override
    public List<Stage> backward() {
        return resetsFirst
                ? List.of(
                        new Stage(NEW, 1, true, List.of(new Equation("gradients of z and n", Gru::newGateGradient))),
                        new Stage(R, 2, false, List.of(new Equation("gradient of r", Gru::resetGradient))))
                : Stage.one(gates(), new Equation("gradients of r, z and n", Gru::gradient));
    }

    /** With the reset before the product: the gradients of z and n, and the direct gradient of h_{t-1}. */
    private static List<Statement> newGateGradient(Step step) {
        Variable dh = new Variable("dh", false);
        Variable z = new Variable("z", false);
        Variable fresh = new Variable("fresh", false);
        Expression one = Expression.constant(1);
        return List.of(
                new Statement.Let(z, step.gate(Z)),
                new Statement.Let(fresh, step.gate(NEW)),
                new Statement.Let(dh, step.outputGradient()),
                step.setGateGradient(
                        Z, read(dh).times(step.previous().minus(read(fresh))).times(ActivationDerivatives.sigmoid(z))),
                step.setGateGradient(NEW, read(dh).times(one.minus(read(z))).times(ActivationDerivatives.tanh(fresh))),
                step.setPreviousGradient(read(dh).times(read(z))));
    }

    /** With the reset before the product, from the gradient of the reset hidden state: the gradients of r and of h_{t-1}. */
    private static List<Statement> resetGradient(Step step) {
        Variable r = new Variable("r", false);
        Variable given = new Variable("given", false);
        return List.of(
                new Statement.Let(r, step.gate(R)),
                new Statement.Let(given, step.resetGradient()),
                step.setGateGradient(R, read(given).times(step.previous()).times(ActivationDerivatives.sigmoid(r))),
                step.setPreviousGradient(new Expression.Fma(read(given), read(r), step.previousGradient())));
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
                new Statement.Let(dn, read(dh).times(one.minus(read(z))).times(ActivationDerivatives.tanh(fresh))),
                new Statement.Let(
                        dz, read(dh).times(step.previous().minus(read(fresh))).times(ActivationDerivatives.sigmoid(z))),
                new Statement.Let(dr, read(dn).times(step.hidden(NEW)).times(ActivationDerivatives.sigmoid(r))),
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
