package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Substitution;
import dev.lamina.compiler.ir.Symbol;

/**
 * Makes a kernel that computes each sample by itself run over the samples of one thread: from {@link Symbol#FROM} to {@link Symbol#TO}. Samples
 * keep their numbers, so nothing else changes. A float that is computed from the batch still gets the whole batch.
 */
final class SplitSamples extends Rewrite implements Step {
    private static final Substitution END = Substitution.of(Symbol.BATCH, Affine.of(Symbol.TO));
    private static final Substitution COUNT =
            Substitution.of(Symbol.BATCH, Affine.of(Symbol.TO).plus(Affine.of(Symbol.FROM, -1)));

    @Override
    public String name() {
        return "split-samples";
    }

    @Override
    public Kernel apply(Kernel kernel) {
        return kernel.ofSamples() ? kernel.withBody(statement(kernel.body())) : kernel;
    }

    /** Where the part of this thread begins, for a range with this end or length. */
    private static Affine start(Affine whole) {
        return Affine.of(Symbol.FROM, whole.coefficient(Symbol.BATCH));
    }

    private static Affine count(Affine whole) {
        return COUNT.affine(whole);
    }

    @Override
    protected Statement loop(Statement.Loop loop) {
        Statement.Loop inner = (Statement.Loop) super.loop(loop);
        return new Statement.Loop(inner.index(), start(loop), END.bound(inner.to()), inner.bodies());
    }

    private static Bound start(Statement.Loop loop) {
        Affine start = start(loop.to().choices().get(0));
        if (loop.from().kind() == Bound.Kind.MULTIPLE) {
            int step = loop.from().choices().get(1).constant();
            return Bound.multiple(start, END.affine(loop.from().choices().get(0)), step);
        }
        return loop.from().equals(Bound.of(0)) ? Bound.of(start) : loop.from();
    }

    @Override
    protected Statement fill(Statement.Fill fill) {
        return new Statement.Fill(fill.buffer(), fill.from().plus(start(fill.length())), count(fill.length()));
    }

    @Override
    protected Statement apply(Statement.Apply apply) {
        Affine start = start(apply.length());
        return new Statement.Apply(
                apply.operator(),
                apply.from(),
                apply.fromIndex().plus(start),
                apply.to(),
                apply.toIndex().plus(start),
                count(apply.length()));
    }

    @Override
    protected Statement copy(Statement.Copy copy) {
        Affine start = start(copy.length());
        return new Statement.Copy(
                copy.from(),
                copy.fromIndex().plus(start),
                copy.to(),
                copy.toIndex().plus(start),
                count(copy.length()));
    }

    @Override
    protected Statement when(Statement.When when) {
        return new Statement.When(
                count(when.left()), count(when.right()), statement(when.then()), statement(when.otherwise()));
    }
}
