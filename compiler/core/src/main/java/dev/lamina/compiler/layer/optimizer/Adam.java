package dev.lamina.compiler.layer.optimizer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.KernelArgument;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Environment;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam (Kingma and Ba 2015) as PyTorch defines it, ε outside the root after bias correction: m = β₁ m + (1 - β₁) g; v = β₂ v + (1 - β₂)
 * g²; w -= rate / (1 - β₁ᵗ) · m / (√v / √(1 - β₂ᵗ) + ε). Weight decay is added to the gradient, or, decoupled (AdamW, Loshchilov and
 * Hutter 2019), taken from the weight first: w *= 1 - rate · decay.
 */
public record Adam(double rate, double beta1, double beta2, double epsilon, double decay, boolean decoupled)
        implements Optimizer {
    public static final CallKind<Optimizer> KIND = kind("adam", "0", false, "adaptive moments");
    public static final CallKind<Optimizer> DECOUPLED =
            kind("adamw", "0.01", true, "adaptive moments with decoupled decay");

    private static CallKind<Optimizer> kind(String keyword, String decay, boolean decoupled, String summary) {
        return new CallKind<>(
                keyword,
                Category.OPTIMIZER,
                List.of(
                        ArgumentKind.number("rate", "0.001", 0, 1e6, "the learning rate"),
                        ArgumentKind.number("beta1", "0.9", 0, 0.999999, "how much of the mean gradient is kept"),
                        ArgumentKind.number("beta2", "0.999", 0, 0.9999999, "how much of the mean square is kept"),
                        ArgumentKind.number("epsilon", "1e-8", 0, 1, "added to the root"),
                        ArgumentKind.number("weight_decay", decay, 0, 1e6, "how strongly weights are drawn to zero")),
                summary,
                arguments -> new Adam(
                        arguments.number("rate"),
                        arguments.number("beta1"),
                        arguments.number("beta2"),
                        arguments.number("epsilon"),
                        arguments.number("weight_decay"),
                        decoupled));
    }

    @Override
    public String keyword() {
        return decoupled ? "adamw" : "adam";
    }

    @Override
    public String semantics() {
        return "rate " + Environment.show(rate) + ", beta " + Environment.show(beta1) + " and "
                + Environment.show(beta2) + ", epsilon " + Environment.show(epsilon)
                + " outside the root" + (decay == 0 ? "" : ", weight decay " + Environment.show(decay));
    }

    @Override
    public int moments() {
        return 2;
    }

    private boolean shrinks() {
        return decoupled && decay != 0;
    }

    @Override
    public List<KernelArgument> arguments(double factor) {
        List<KernelArgument> all = new ArrayList<>(List.of(
                new KernelArgument("stepSize", KernelArgument.Source.ADAM_STEP, beta1, factor),
                new KernelArgument("rootCorrection", KernelArgument.Source.ADAM_ROOT, beta2, 0)));
        if (shrinks()) {
            all.add(new KernelArgument("shrink", KernelArgument.Source.DECAY, decay * factor, 0));
        }
        return all;
    }

    @Override
    public List<Statement> update(Element parameter, Expression gradient, Element first, Element second) {
        Variable slope = new Variable("slope", false);
        Variable mean = new Variable("mean", false);
        Variable square = new Variable("square", false);
        Expression decayed = decay == 0 || decoupled
                ? gradient
                : gradient.plus(parameter.value().times(Expression.constant((float) decay)));
        Expression weight = shrinks() ? parameter.value().times(new Expression.Argument("shrink")) : parameter.value();
        Expression root = Expression.local(square)
                .apply(Expression.UnaryOperator.SQUARE_ROOT)
                .dividedBy(new Expression.Argument("rootCorrection"))
                .plus(Expression.constant((float) epsilon));
        return List.of(
                new Statement.Let(slope, decayed),
                new Statement.Let(mean, average(first, Expression.local(slope), beta1)),
                new Statement.Let(
                        square, average(second, Expression.local(slope).times(Expression.local(slope)), beta2)),
                first.set(Expression.local(mean)),
                second.set(Expression.local(square)),
                parameter.set(weight.minus(Expression.local(mean)
                        .times(new Expression.Argument("stepSize"))
                        .dividedBy(root))));
    }

    private static Expression average(Element old, Expression next, double kept) {
        return old.value().times(Expression.constant((float) kept)).plus(next.times(Expression.constant((float)
                (1 - kept))));
    }
}
