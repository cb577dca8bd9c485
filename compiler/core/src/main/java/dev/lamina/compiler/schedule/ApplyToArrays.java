package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes exponentials and the like out of lanes: their argument is stored first, then the function is applied to the whole row. */
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

    /** Lanes that end by storing such a function, as the row without it and the function of the row; empty if they do not. */
    private static Optional<Statement> split(Statement.Lanes lanes) {
        List<Statement> body = flat(lanes.body());
        if (!(body.get(body.size() - 1) instanceof Statement.Store store)
                || !(store.value() instanceof Expression.Unary function)
                || !isApplicable(function)
                || store.index().coefficient(lanes.index()) != 1) {
            return Optional.empty();
        }
        Affine to = store.index().with(lanes.index(), Affine.ZERO);
        if (body.size() == 1
                && function.operand() instanceof Expression.Load load
                && load.index().coefficient(lanes.index()) == 1) {
            return Optional.of(new Statement.Apply(
                    function.operator(),
                    load.buffer(),
                    load.index().with(lanes.index(), Affine.ZERO),
                    store.buffer(),
                    to,
                    lanes.extent()));
        }
        List<Statement> plain = new ArrayList<>(body.subList(0, body.size() - 1));
        plain.add(new Statement.Store(store.buffer(), store.index(), function.operand(), false));
        return Optional.of(Statement.block(
                new Statement.Lanes(lanes.index(), lanes.extent(), lanes.padded(), new Statement.Block(plain)),
                new Statement.Apply(function.operator(), store.buffer(), to, store.buffer(), to, lanes.extent())));
    }

    /** LOG is left out: it has no form for rows, and layers take it once a sample. */
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
