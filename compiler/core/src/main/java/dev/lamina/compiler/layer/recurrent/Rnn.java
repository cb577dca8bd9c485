package dev.lamina.compiler.layer.recurrent;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Expression.UnaryOperator;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.signature.CallKind;
import java.util.List;

/**
 * Elman network: h_t = tanh(x_t W_ihᵀ + b_ih + h_{t-1} W_hhᵀ + b_hh), x [N, T, in], h [N, T, hidden], W_ih [hidden, in], W_hh [hidden,
 * hidden]. Gradient: da_t = dh_t (1 - h_t²), through all steps.
 */
public final class Rnn implements Cell {
    public static final CallKind<Layer> KIND =
            RecurrentLayer.kind("rnn", "Elman network over the steps of a sequence", List.of(), arguments -> new Rnn());

    @Override
    public List<String> formulas() {
        return List.of(
                "h[t] = tanh(W_ih x[t] + b_ih + W_hh h[t-1] + b_hh)",
                "da[t] = dh[t] * (1 - h[t] * h[t]), with a what tanh is given",
                "dh[t-1] = WT_hh da[t], beside what the layer above gives",
                "dW_ih = sum of da[t] xT[t], dW_hh = sum of da[t] hT[t-1], dx[t] = WT_ih da[t]");
    }

    @Override
    public int gates() {
        return 1;
    }

    @Override
    public boolean hasCell() {
        return false;
    }

    @Override
    public boolean keepsHidden() {
        return false;
    }

    @Override
    public List<Stage> forward() {
        return Stage.one(
                gates(),
                new Equation(
                        "h = tanh(sum)",
                        step -> List.of(step.setOutput(step.input(0).apply(UnaryOperator.TANH)))));
    }

    @Override
    public List<Stage> backward() {
        return Stage.one(gates(), new Equation("gradient of the sum", Rnn::gradient));
    }

    private static List<Statement> gradient(Step step) {
        Variable h = new Variable("h", false);
        Expression dh = step.outputGradient();
        return List.of(
                new Statement.Let(h, step.output()),
                step.setGateGradient(0, dh.times(ActivationDerivatives.tanh(h))),
                step.setPreviousGradient(Expression.constant(0)));
    }
}
