package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.ir.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the iterations of the loops over an axis can be divided between threads: everything is written within such a loop, and what one
 * iteration writes no other reads or writes.
 *
 * <p>The index of an access is {@code c · axis + inner + outer}. The inner part has to be less than the distance between two iterations, and
 * the outer part a multiple of the distance that all iterations span. Then an index tells to which iteration it belongs.
 */
final class DisjointWrites extends Walk {
    /** The numbers of lanes for which this has to hold. */
    private static final int[] LANES = {4, 8, 16};

    private final SplitAxis axis;
    private final int lanes;
    private final Map<Symbol, Span> spans = new HashMap<>();
    private final Map<Buffer, List<Access>> accesses = new LinkedHashMap<>();
    private final Set<Buffer> written = new HashSet<>();
    private final Set<Variable> outside = new HashSet<>();

    /** The step of the loop over the axis that encloses the current statement; 0 outside of such loops. */
    private int step;

    private boolean inMethod;
    private boolean fine = true;

    private DisjointWrites(SplitAxis axis, int lanes) {
        this.axis = axis;
        this.lanes = lanes;
        spans.put(Symbol.LANES, new Span(lanes, lanes));
    }

    static boolean areAlong(SplitAxis axis, Statement section) {
        for (int lanes : LANES) {
            DisjointWrites writes = new DisjointWrites(axis, lanes);
            writes.statement(section);
            if (!writes.fine || !writes.written.stream().allMatch(writes::isDisjoint)) {
                return false;
            }
        }
        return true;
    }

    /** The least and the greatest value of an expression. */
    private record Span(long least, long greatest) {
        Span plus(Span other) {
            return new Span(least + other.least, greatest + other.greatest);
        }

        Span times(long factor) {
            return factor >= 0
                    ? new Span(least * factor, greatest * factor)
                    : new Span(greatest * factor, least * factor);
        }
    }

    /**
     * An access to a buffer within a loop over the axis.
     *
     * @param perPoint the coefficient of the axis
     * @param inner the values of the terms that stay within an iteration, and of the constant
     * @param outer the coefficients of the other terms
     * @param step how many points of the axis an iteration has
     */
    private record Access(long perPoint, Span inner, List<Long> outer, int step) {}

    @Override
    public void loop(Statement.Loop loop) {
        boolean main = true;
        for (Statement.SteppedBody stepped : loop.bodies()) {
            Optional<Span> advance = span(stepped.step());
            if (neverRuns(loop, advance)) {
                continue;
            }
            boolean along = loop.index().equals(axis.index());
            int before = step;
            if (along) {
                fine &= advance.isPresent() && step == 0 && !inMethod;
                step = advance.map(each -> (int) each.least()).orElse(1);
            } else {
                bind(loop, advance, main);
            }
            statement(stepped.body());
            step = before;
            spans.remove(loop.index());
            main = false;
        }
    }

    /** Whether vectors are too long for a body. */
    private boolean neverRuns(Statement.Loop loop, Optional<Span> advance) {
        Optional<Span> from = bound(loop.from());
        Optional<Span> to = bound(loop.to());
        return from.isPresent()
                && to.isPresent()
                && advance.isPresent()
                && from.get().least() + advance.get().least() > to.get().greatest();
    }

    /** @param main whether the index begins at the start of the loop, so that it is known by how many steps it grows */
    private void bind(Statement.Loop loop, Optional<Span> advance, boolean main) {
        Optional<Span> from = bound(loop.from());
        Optional<Span> to = bound(loop.to());
        if (from.isPresent() && to.isPresent() && advance.isPresent()) {
            long least = from.get().least();
            long step = advance.get().least();
            long last = to.get().greatest() - step;
            boolean whole = main && least == from.get().greatest();
            spans.put(loop.index(), new Span(least, whole ? last - (last - least) % step : last));
        }
    }

    private Optional<Span> bound(Bound bound) {
        Span all = null;
        for (Affine choice : bound.choices()) {
            Optional<Span> span = span(choice);
            if (span.isEmpty()) {
                return span;
            }
            all = all == null
                    ? span.get()
                    : new Span(
                            Math.min(all.least(), span.get().least()),
                            Math.max(all.greatest(), span.get().greatest()));
        }
        return Optional.ofNullable(all);
    }

    /** The values of an expression, if those of all its symbols are known. */
    private Optional<Span> span(Affine expression) {
        Span sum = new Span(expression.constant(), expression.constant());
        for (Symbol symbol : expression.symbols()) {
            Span of = spans.get(symbol);
            if (of == null) {
                return Optional.empty();
            }
            sum = sum.plus(of.times(expression.coefficient(symbol)));
        }
        return Optional.of(sum);
    }

    /** An outlined method does not know the part of its thread, so a loop in it cannot be divided. */
    @Override
    public void outlined(Statement.Outlined outlined) {
        inMethod = true;
        super.outlined(outlined);
        inMethod = false;
    }

    @Override
    public void let(Statement.Let let) {
        if (step == 0) {
            outside.add(let.variable());
        }
        super.let(let);
    }

    @Override
    public void assign(Statement.Assign assign) {
        fine &= step == 0 || !outside.contains(assign.variable());
        super.assign(assign);
    }

    @Override
    protected void load(Expression.Load load) {
        access(load.buffer(), load.index(), load.vector() ? lanes : 1);
    }

    @Override
    public void store(Statement.Store store) {
        write(store.buffer(), store.index(), store.vector() ? lanes : 1);
        expression(store.value());
    }

    @Override
    public void fill(Statement.Fill fill) {
        write(fill.buffer(), fill.from(), fill.length());
    }

    @Override
    public void apply(Statement.Apply apply) {
        access(apply.from(), apply.fromIndex(), apply.length());
        write(apply.to(), apply.toIndex(), apply.length());
    }

    @Override
    public void copy(Statement.Copy copy) {
        access(copy.from(), copy.fromIndex(), copy.length());
        write(copy.to(), copy.toIndex(), copy.length());
    }

    private void write(Buffer buffer, Affine index, Affine length) {
        write(buffer, index, 1);
        access(buffer, index, length);
    }

    private void write(Buffer buffer, Affine index, long length) {
        if (buffer.equals(Buffer.SCRATCH)) {
            return; // each thread has its own
        }
        written.add(buffer);
        access(buffer, index, length);
    }

    private void access(Buffer buffer, Affine index, Affine length) {
        Optional<Span> floats = span(length);
        if (floats.isEmpty() || step == 0) {
            accesses.computeIfAbsent(buffer, each -> new ArrayList<>())
                    .add(new Access(0, new Span(0, 0), List.of(), 0));
        } else {
            access(buffer, index, Math.max(1, floats.get().greatest()));
        }
    }

    private void access(Buffer buffer, Affine index, long length) {
        long perPoint = step == 0 ? 0 : index.coefficient(axis.index());
        Span inner = new Span(index.constant(), index.constant() + length - 1);
        List<Long> outer = new ArrayList<>();
        for (Symbol symbol : index.symbols()) {
            long coefficient = index.coefficient(symbol);
            Span values = spans.get(symbol);
            if (symbol.equals(axis.index())) {
                continue;
            }
            if (values == null || Math.abs(coefficient) >= Math.abs(perPoint) * axis.extent()) {
                outer.add(Math.abs(coefficient));
            } else {
                inner = inner.plus(values.times(coefficient));
            }
        }
        accesses.computeIfAbsent(buffer, each -> new ArrayList<>()).add(new Access(perPoint, inner, outer, step));
    }

    /** Whether each element of a buffer that is written is accessed by one iteration only. */
    private boolean isDisjoint(Buffer buffer) {
        List<Access> all = accesses.getOrDefault(buffer, List.of());
        long perPoint = all.get(0).perPoint();
        boolean alike = perPoint != 0
                && all.stream().allMatch(each -> each.perPoint() == perPoint && (perPoint > 0 || each.step() == 1));
        if (!alike) {
            return false;
        }
        long distance = Math.abs(perPoint);
        long whole = distance * axis.extent();
        long period = 0;
        for (Access access : all) {
            for (long outer : access.outer()) {
                period = gcd(period, outer);
            }
        }
        if (period != 0 && period < whole) {
            return false;
        }
        return areApart(all, distance, whole, period);
    }

    /** Whether accesses that begin at one place stay within their iteration, and those that begin elsewhere are out of reach of all others. */
    private static boolean areApart(List<Access> all, long distance, long whole, long period) {
        List<Access> sorted =
                new ArrayList<>(all.stream().map(each -> reduced(each, period)).toList());
        sorted.sort(
                (one, other) -> Long.compare(one.inner().least(), other.inner().least()));
        long first = sorted.get(0).inner().least();
        long start = first;
        for (Access access : sorted) {
            if (access.inner().least() >= start + whole) {
                start = access.inner().least();
            }
            if (access.inner().greatest() >= start + distance * access.step()) {
                return false;
            }
        }
        return period == 0 || start + whole <= first + period;
    }

    /** The same access with its place reduced to the first period. */
    private static Access reduced(Access access, long period) {
        if (period == 0) {
            return access;
        }
        long least = Math.floorMod(access.inner().least(), period);
        long length = access.inner().greatest() - access.inner().least();
        return new Access(access.perPoint(), new Span(least, least + length), access.outer(), access.step());
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
