package dev.lamina.compiler.layer.loss;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import java.util.List;

/** Mean squared error: Σ (y - t)² / (N · K) over all K elements of all N samples; dy = 2 (y - t) / (N · K). */
public record MeanSquaredError() implements ElementLoss {
    public static final CallKind<Loss> KIND = new CallKind<>(
            "mse",
            Category.LOSS,
            CallKind.ValueCount.OPTIONAL,
            List.of(TARGET, SAMPLE_WEIGHTS, WEIGHT),
            "mean of squared differences",
            arguments -> new MeanSquaredError());

    @Override
    public String keyword() {
        return "mse";
    }

    @Override
    public String ofElement() {
        return "squared error";
    }

    @Override
    public String role() {
        return "squares";
    }

    @Override
    public Statement add(Lowering lowering, Element element, Variable sum) {
        Variable off = lowering.variable("off");
        return Statement.block(
                new Statement.Let(off, element.off()),
                new Statement.Assign(
                        sum, new Expression.Fma(Expression.local(off), Expression.local(off), Expression.local(sum))));
    }

    @Override
    public Expression slope(Element element) {
        return element.off();
    }

    @Override
    public float factor() {
        return 2;
    }

    @Override
    public double of(double y, double target, double weight) {
        return (y - target) * (y - target);
    }
}
