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
 * RMSprop (Hinton 2012) as PyTorch defines it, ε outside the root: g += decay · w; s = alpha · s + (1 - alpha) g²; u = g / (√s + ε); with
 * momentum v = momentum · v + u, else v = u; w -= rate · v. With momentum the first moment is v and the second is s,
 * as in adam; without, the first is s.
 */
public record RmsProp(double rate, double alpha, double epsilon, double momentum, double decay) implements Optimizer {
    public static final CallKind<Optimizer> KIND = new CallKind<>(
            "rmsprop",
            Category.OPTIMIZER,
            List.of(
                    ArgumentKind.number("rate", "0.01", 0, 1e6, "the learning rate"),
                    ArgumentKind.number("alpha", "0.99", 0, 0.9999999, "how much of the mean square is kept"),
                    ArgumentKind.number("epsilon", "1e-8", 0, 1, "added to the root"),
                    ArgumentKind.number("momentum", "0", 0, 1, "how much of the last step is kept"),
                    ArgumentKind.number(
                            "weight_decay", "0", 0, 1e6, "how much of each weight is added to its gradient")),
            "gradients divided by the root of their mean square",
            arguments -> new RmsProp(
                    arguments.number("rate"),
                    arguments.number("alpha"),
                    arguments.number("epsilon"),
                    arguments.number("momentum"),
                    arguments.number("weight_decay")));

    @Override
    public String keyword() {
        return "rmsprop";
    }

    @Override
    public String semantics() {
        return "rate " + Environment.show(rate) + ", alpha " + Environment.show(alpha) + ", epsilon "
                + Environment.show(epsilon) + " outside the root"
                + (momentum == 0 ? "" : ", momentum " + Environment.show(momentum))
                + (decay == 0 ? "" : ", weight decay " + Environment.show(decay));
    }

    @Override
    public int moments() {
        return momentum == 0 ? 1 : 2;
    }

    @Override
    public List<KernelArgument> arguments(double factor) {
        return List.of(new KernelArgument("rate", KernelArgument.Source.RATE, factor, 0));
    }

    @Override
    public List<Statement> update(Element parameter, Expression gradient, Element first, Element second) {
        Element squares = momentum == 0 ? first : second;
        Variable slope = new Variable("slope", false);
        Variable square = new Variable("square", false);
        Variable change = new Variable("change", false);
        List<Statement> all = new ArrayList<>();
        all.add(new Statement.Let(
                slope,
                decay == 0 ? gradient : gradient.plus(parameter.value().times(Expression.constant((float) decay)))));
        Expression kept = squares.value().times(Expression.constant((float) alpha));
        Expression added =
                Expression.local(slope).times(Expression.local(slope)).times(Expression.constant((float) (1 - alpha)));
        all.add(new Statement.Let(square, kept.plus(added)));
        all.add(squares.set(Expression.local(square)));
        Expression root = Expression.local(square)
                .apply(Expression.UnaryOperator.SQUARE_ROOT)
                .plus(Expression.constant((float) epsilon));
        all.add(new Statement.Let(change, Expression.local(slope).dividedBy(root)));
        if (momentum != 0) {
            Expression old = first.value().times(Expression.constant((float) momentum));
            all.add(new Statement.Assign(change, old.plus(Expression.local(change))));
            all.add(first.set(Expression.local(change)));
        }
        all.add(parameter.set(
                parameter.value().minus(Expression.local(change).times(new Expression.Argument("rate")))));
        return all;
    }
}
