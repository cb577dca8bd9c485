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
 * Stochastic gradient descent as PyTorch defines it: g += decay · w; v = momentum · v + g; w -= rate · v (rate · (g + momentum · v)
 * after Nesterov).
 */
public record Sgd(double rate, double momentum, boolean nesterov, double decay) implements Optimizer {
    public static final CallKind<Optimizer> KIND = new CallKind<>(
            "sgd",
            Category.OPTIMIZER,
            List.of(
                    ArgumentKind.number("rate", "0.01", 0, 1e6, "the learning rate"),
                    ArgumentKind.number("momentum", "0", 0, 1, "how much of the last step is kept"),
                    ArgumentKind.flag("nesterov", false, "whether to look ahead along the momentum"),
                    ArgumentKind.number(
                            "weight_decay", "0", 0, 1e6, "how much of each weight is added to its gradient")),
            "stochastic gradient descent",
            arguments -> new Sgd(
                    arguments.number("rate"),
                    arguments.number("momentum"),
                    arguments.flag("nesterov"),
                    arguments.number("weight_decay")));

    @Override
    public String keyword() {
        return "sgd";
    }

    @Override
    public String semantics() {
        return "rate " + Environment.show(rate) + ", momentum " + Environment.show(momentum)
                + (nesterov ? " after Nesterov" : "") + (decay == 0 ? "" : ", weight decay " + Environment.show(decay));
    }

    @Override
    public String conflict() {
        return nesterov && momentum == 0 ? "`nesterov` looks ahead along the momentum, and there is no `momentum`" : "";
    }

    @Override
    public int moments() {
        return momentum == 0 ? 0 : 1;
    }

    @Override
    public List<KernelArgument> arguments(double factor) {
        return List.of(new KernelArgument("rate", KernelArgument.Source.RATE, factor, 0));
    }

    @Override
    public List<Statement> update(Element parameter, Expression gradient, Element first, Element second) {
        List<Statement> all = new ArrayList<>();
        Variable change = new Variable("change", false);
        Expression slope =
                decay == 0 ? gradient : gradient.plus(parameter.value().times(Expression.constant((float) decay)));
        all.add(new Statement.Let(change, slope));
        if (momentum != 0) {
            Variable velocity = new Variable("velocity", false);
            Expression kept = Expression.constant((float) momentum);
            all.add(new Statement.Let(velocity, first.value().times(kept).plus(Expression.local(change))));
            all.add(first.set(Expression.local(velocity)));
            all.add(new Statement.Assign(
                    change,
                    nesterov
                            ? Expression.local(change)
                                    .plus(Expression.local(velocity).times(kept))
                            : Expression.local(velocity)));
        }
        all.add(parameter.set(
                parameter.value().minus(Expression.local(change).times(new Expression.Argument("rate")))));
        return all;
    }
}
