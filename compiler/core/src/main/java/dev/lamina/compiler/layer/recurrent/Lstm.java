package dev.lamina.compiler.layer.recurrent;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Expression.UnaryOperator;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Environment;
import dev.lamina.compiler.tensor.Parameter;
import java.util.List;
import java.util.Optional;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with forget gates), gates in PyTorch's order i, f, g, o: i, f, o = σ(…), g =
 * tanh(…) of x_t W_ihᵀ + b_ih + h_{t-1} W_hhᵀ + b_hh; c_t = f ⊙ c_{t-1} + i ⊙ g; h_t = o ⊙ tanh(c_t). x [N, T, in], h [N, T, hidden], W_ih
 * [4 · hidden, in], W_hh [4 · hidden, hidden]. {@code forget_bias = b} adds b to the initial values of the forget gate's b_ih, so that
 * cells keep their state until training changes that; the equations are the same. Gradients keep all factors: σ' = σ (1 - σ), tanh' = 1 -
 * tanh².
 */
public record Lstm(double forgetBias) implements Cell {
    /** With a larger bias the forget gate is saturated, and its gradient is almost 0. */
    private static final double MOST_FORGET_BIAS = 10;

    public static final CallKind<Layer> KIND = RecurrentLayer.kind(
            "lstm",
            "long short-term memory over the steps of a sequence",
            List.of(ArgumentKind.number(
                    "forget_bias",
                    "0",
                    -MOST_FORGET_BIAS,
                    MOST_FORGET_BIAS,
                    "added to the first bias_ih of the forget gate")),
            arguments -> new Lstm(arguments.number("forget_bias")));

    private static final int I = 0;
    private static final int F = 1;
    private static final int G = 2;
    private static final int O = 3;

    @Override
    public List<String> formulas() {
        return List.of(
                "i, f, o = sigmoid(W_ih x[t] + b_ih + W_hh h[t-1] + b_hh), g = tanh of the same",
                "c[t] = f * c[t-1] + i * g, h[t] = o * tanh(c[t])",
                "dc[t] = dh[t] * o * (1 - tanh(c[t])^2) + dc[t+1] * f[t+1]",
                "di = dc * g * i * (1 - i), df = dc * c[t-1] * f * (1 - f)",
                "dg = dc * i * (1 - g * g), do = dh[t] * tanh(c[t]) * o * (1 - o)",
                "dh[t-1] = WT_hh (di, df, dg, do)");
    }

    @Override
    public int gates() {
        return 4;
    }

    @Override
    public boolean hasCell() {
        return true;
    }

    @Override
    public Optional<Parameter.Shift> biasShift(int hidden) {
        return forgetBias == 0
                ? Optional.empty()
                : Optional.of(new Parameter.Shift(forgetBias, F * hidden, (F + 1) * hidden));
    }

    @Override
    public String semantics() {
        return forgetBias == 0 ? "" : "forget gate's bias_ih starts " + Environment.show(forgetBias) + " higher";
    }

    @Override
    public boolean keepsHidden() {
        return false;
    }

    @Override
    public List<Stage> forward() {
        return Stage.one(
                gates(),
                gate("i = sigmoid(sum)", I, UnaryOperator.SIGMOID),
                gate("f = sigmoid(sum)", F, UnaryOperator.SIGMOID),
                gate("g = tanh(sum)", G, UnaryOperator.TANH),
                gate("o = sigmoid(sum)", O, UnaryOperator.SIGMOID),
                new Equation(
                        "c = f * (c before) + i * g",
                        step -> List.of(step.setCell(new Expression.Fma(
                                step.gate(F), step.previousCell(), step.gate(I).times(step.gate(G)))))),
                new Equation(
                        "tanh(c)", step -> List.of(step.setCellOut(step.cell().apply(UnaryOperator.TANH)))),
                new Equation(
                        "h = o * tanh(c)",
                        step -> List.of(step.setOutput(step.gate(O).times(step.cellOut())))));
    }

    private static Equation gate(String equation, int gate, UnaryOperator squash) {
        return new Equation(
                equation, step -> List.of(step.setGate(gate, step.input(gate).apply(squash))));
    }

    @Override
    public List<Stage> backward() {
        return Stage.one(gates(), new Equation("gradients of i, f, g and o", Lstm::gradient));
    }

    private static List<Statement> gradient(Step step) {
        Variable dh = new Variable("dh", false);
        Variable dc = new Variable("dc", false);
        Variable out = new Variable("out", false);
        Variable i = new Variable("i", false);
        Variable f = new Variable("f", false);
        Variable g = new Variable("g", false);
        Variable o = new Variable("o", false);
        return List.of(
                new Statement.Let(i, step.gate(I)),
                new Statement.Let(f, step.gate(F)),
                new Statement.Let(g, step.gate(G)),
                new Statement.Let(o, step.gate(O)),
                new Statement.Let(out, step.cellOut()),
                new Statement.Let(dh, step.outputGradient()),
                new Statement.Let(
                        dc, step.cellGradient().plus(read(dh).times(read(o)).times(ActivationDerivatives.tanh(out)))),
                step.setGateGradient(I, read(dc).times(read(g)).times(ActivationDerivatives.sigmoid(i))),
                step.setGateGradient(F, read(dc).times(step.previousCell()).times(ActivationDerivatives.sigmoid(f))),
                step.setGateGradient(G, read(dc).times(read(i)).times(ActivationDerivatives.tanh(g))),
                step.setGateGradient(O, read(dh).times(read(out)).times(ActivationDerivatives.sigmoid(o))),
                step.setCellGradient(read(dc).times(read(f))),
                step.setPreviousGradient(Expression.constant(0)));
    }

    private static Expression read(Variable variable) {
        return Expression.local(variable);
    }
}
