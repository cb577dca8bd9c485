package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves exponentials and similar functions out of lanes. The lanes store the argument; then the function is applied to a range of the
 * array.
 */
final class ApplyToArrays extends Rewrite implements Step {
    @Override
    public String name() {
        return "apply-to-arrays";
    }

    @Override
    public Kernel apply(Kernel kernel) {
        return kernel.withBody(statement(kernel.body()));
    }

    @Override
    protected Statement lanes(Statement.Lanes lanes) {
        Optional<Statement> split = split(lanes);
        return split.isPresent() ? statement(split.get()) : super.lanes(lanes);
    }

    /**
     * Splits lanes whose last statement stores such a function: into lanes that store the argument, and an Apply. Empty for other lanes.
     */
    private static Optional<Statement> split(Statement.Lanes lanes) {
        List<Statement> body = flat(lanes.body());
        if (!(body.get(body.size() - 1) instanceof Statement.Store store)
                || !(store.value() instanceof Expression.Unary function)
                || !isApplicable(function)
                || store.index().coefficient(lanes.index()) != 1) {
            return Optional.empty();
        }
        Affine to = store.index().substitute(lanes.index(), Affine.ZERO);
        if (body.size() == 1
                && function.operand() instanceof Expression.Load load
                && load.index().coefficient(lanes.index()) == 1) {
            return Optional.of(new Statement.Apply(
                    function.operator(),
                    load.buffer(),
                    load.index().substitute(lanes.index(), Affine.ZERO),
                    store.buffer(),
                    to,
                    lanes.extent()));
        }
        List<Statement> withoutFunction = new ArrayList<>(body.subList(0, body.size() - 1));
        withoutFunction.add(new Statement.Store(store.buffer(), store.index(), function.operand(), false));
        return Optional.of(Statement.block(
                new Statement.Lanes(
                        lanes.index(), lanes.extent(), lanes.padded(), new Statement.Block(withoutFunction)),
                new Statement.Apply(function.operator(), store.buffer(), to, store.buffer(), to, lanes.extent())));
    }

    /** Whether the runtime applies a function to arrays. It does not for LOG, which layers compute only once a sample. */
    private static boolean isApplicable(Expression.Unary function) {
        return function.operator().isTranscendental() && function.operator() != Expression.UnaryOperator.LOG;
    }

    private static List<Statement> flat(Statement body) {
        if (!(body instanceof Statement.Block block)) {
            return List.of(body);
        }
        List<Statement> all = new ArrayList<>();
        block.statements().forEach(each -> all.addAll(flat(each)));
        return all;
    }
}
