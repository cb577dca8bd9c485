package dev.lamina.compiler.layer.loss;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import java.util.List;

/**
 * Mean absolute error: Σ |y - t| / (N · K) over all K elements of all N samples; dy = sign(y - t) / (N · K), 0 where y = t, as PyTorch's
 * {@code L1Loss}.
 */
public record MeanAbsoluteError() implements ElementLoss {
    public static final CallKind<Loss> KIND = new CallKind<>(
            "mae",
            Category.LOSS,
            CallKind.ValueCount.OPTIONAL,
            List.of(TARGET, SAMPLE_WEIGHTS, WEIGHT),
            "mean of absolute differences",
            arguments -> new MeanAbsoluteError());

    @Override
    public String keyword() {
        return "mae";
    }

    @Override
    public String ofElement() {
        return "absolute error";
    }

    @Override
    public Statement add(Lowering lowering, Element element, Variable sum) {
        return new Statement.Assign(
                sum, Expression.local(sum).plus(element.off().apply(Expression.UnaryOperator.ABSOLUTE)));
    }

    /** The difference itself in the last place, so that NaN stays NaN. */
    @Override
    public Expression slope(Element element) {
        Expression notAbove = new Expression.Select(
                Expression.Comparison.LESS, element.y(), element.target(), Expression.constant(-1), element.off());
        return new Expression.Select(
                Expression.Comparison.GREATER, element.y(), element.target(), Expression.constant(1), notAbove);
    }

    @Override
    public double of(double y, double target, double weight) {
        return Math.abs(y - target);
    }
}
