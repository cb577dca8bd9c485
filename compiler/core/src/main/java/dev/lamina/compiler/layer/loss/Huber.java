package dev.lamina.compiler.layer.loss;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Environment;
import java.util.List;

/**
 * The loss of Huber (1964), as PyTorch's {@code HuberLoss}: with d = y - t it is d² / 2 where |d| ≤ delta, and delta · (|d| - delta / 2)
 * elsewhere. With c = d limited to ±delta both are c · (d - c / 2), and the gradient is c. The mean is over all K elements of all N samples:
 * dy = c / (N · K).
 *
 * @param delta the difference from which on the loss grows linearly
 */
public record Huber(double delta) implements ElementLoss {
    public static final CallKind<Loss> KIND = new CallKind<>(
            "huber",
            Category.LOSS,
            CallKind.ValueCount.OPTIONAL,
            List.of(
                    ArgumentKind.number("delta", "1", 1e-6, 1e6, "the difference from which on the loss grows linearly")
                            .withoutName(),
                    TARGET,
                    SAMPLE_WEIGHTS,
                    WEIGHT),
            "half of squared differences, linear for large ones",
            arguments -> new Huber(arguments.number("delta")));

    @Override
    public String keyword() {
        return "huber";
    }

    @Override
    public String semantics() {
        return "mean over batch and elements; quadratic up to a difference of " + Environment.show(delta)
                + ", linear beyond";
    }

    @Override
    public String ofElement() {
        return "error after Huber";
    }

    @Override
    public Statement add(Lowering lowering, Element element, Variable sum) {
        Variable off = lowering.variable("off");
        Variable limited = lowering.variable("limited");
        Expression rest = Expression.local(off).minus(Expression.local(limited).times(Expression.constant(0.5f)));
        return Statement.block(
                new Statement.Let(off, element.off()),
                new Statement.Let(limited, limited(Expression.local(off))),
                new Statement.Assign(sum, new Expression.Fma(Expression.local(limited), rest, Expression.local(sum))));
    }

    @Override
    public Expression slope(Element element) {
        return limited(element.off());
    }

    private Expression limited(Expression off) {
        return new Expression.Binary(Expression.BinaryOperator.MIN, off, Expression.constant((float) delta))
                .max(Expression.constant((float) -delta));
    }

    @Override
    public double of(double y, double target, double weight) {
        double off = y - target;
        double limited = Math.max(-delta, Math.min(delta, off));
        return limited * (off - limited / 2);
    }
}
