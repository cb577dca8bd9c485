package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Walk;
import org.jspecify.annotations.Nullable;

/** Estimates how many float operations scheduled loops execute. */
final class LoopWork extends Walk {
    private static final int LANES = Schedule.ALIGNMENT;

    /** The index of the loops whose work counts; null if all work does. */
    private final @Nullable Symbol axis;

    private long work;
    private double times = 1;
    private boolean counts;

    private LoopWork(@Nullable Symbol axis) {
        this.axis = axis;
        this.counts = axis == null;
    }

    /** The operations of a call with one sample, or with {@link Schedule#TYPICAL_CALL} of them for sums over samples. */
    static long of(Statement statement) {
        return new LoopWork(null).in(statement);
    }

    /** The operations in the loops over an axis only. */
    static long along(Symbol axis, Statement statement) {
        return new LoopWork(axis).in(statement);
    }

    private long in(Statement statement) {
        statement(statement);
        return work;
    }

    @Override
    public void loop(Statement.Loop loop) {
        Statement.SteppedBody main = loop.bodies().get(0);
        double timesOutside = times;
        boolean countsOutside = counts;
        times *= Math.max(1, extent(loop) / step(main.step()));
        counts |= loop.index().equals(axis);
        statement(main.body());
        times = timesOutside;
        counts = countsOutside;
    }

    private static double step(Affine step) {
        return Math.max(1, step.constant() + LANES * step.coefficient(Symbol.LANES));
    }

    private static double extent(Statement.Loop loop) {
        Affine from = loop.from().choices().get(0);
        Affine to = loop.to().choices().get(0);
        if (to.coefficient(Symbol.BATCH) != 0) {
            return Schedule.TYPICAL_CALL * to.coefficient(Symbol.BATCH);
        }
        if (to.coefficient(Symbol.TO) != 0) {
            return to.coefficient(Symbol.TO);
        }
        if (to.coefficient(Symbol.STEPS) != 0) {
            return Schedule.TYPICAL_CALL * to.coefficient(Symbol.STEPS);
        }
        return from.isConstant() ? to.constant() - from.constant() : 1;
    }

    @Override
    public void let(Statement.Let let) {
        add(let.variable().vector());
    }

    @Override
    public void assign(Statement.Assign assign) {
        add(assign.variable().vector());
    }

    @Override
    public void store(Statement.Store store) {
        add(store.vector());
    }

    @Override
    public void expression(Expression expression) {}

    private void add(boolean vector) {
        work += counts ? (long) (times * (vector ? LANES : 1)) : 0;
    }

    @Override
    public void when(Statement.When when) {
        long before = work;
        statement(when.then());
        long then = work;
        statement(when.otherwise());
        work = before + Math.max(then - before, work - then);
    }
}
