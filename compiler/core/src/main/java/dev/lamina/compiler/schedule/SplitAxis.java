package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Walk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An axis of scheduled loops that threads can split.
 *
 * @param extent its extent
 * @param block the number of neighbouring points that stay together: those of the smallest step of the loops over it
 */
record SplitAxis(Symbol index, int extent, int block) {
    /** The numbers of threads for which an axis should be balanced, the most important first; each counts half as much as the one before. */
    private static final int[] THREADS = {2, 4, 8};

    /** The best axis of a section; empty if none can be split. */
    static Optional<SplitAxis> choose(Statement section) {
        Candidates candidates = new Candidates();
        candidates.statement(section);
        SplitAxis best = null;
        for (SplitAxis axis : candidates.axes()) {
            boolean better = axis.blocks() > 1 && (best == null || axis.balance() > best.balance());
            if (better && DisjointWrites.areAlong(axis, section)) {
                best = axis;
            }
        }
        return Optional.ofNullable(best);
    }

    private int blocks() {
        return (extent + block - 1) / block;
    }

    /** How evenly threads can share the axis. */
    private double balance() {
        double sum = 0;
        double weight = 1;
        for (int threads : THREADS) {
            int most = (blocks() + threads - 1) / threads;
            sum += weight * blocks() / (threads * most);
            weight /= 2;
        }
        return sum;
    }

    /** The section in which each thread runs a range of the axis. */
    Statement split(Statement section) {
        return new Rewrite() {
            @Override
            protected Statement loop(Statement.Loop loop) {
                Statement.Loop inner = (Statement.Loop) super.loop(loop);
                return loop.index().equals(index)
                        ? new Statement.Loop(
                                index,
                                Bound.partFrom(Affine.of(extent), block),
                                Bound.partTo(Affine.of(extent), block),
                                inner.bodies())
                        : inner;
            }

            @Override
            protected Statement outlined(Statement.Outlined outlined) {
                return outlined;
            }
        }.statement(section);
    }

    /** The axes with constant bounds of all loops outside of outlined methods, outermost first. */
    private static final class Candidates extends Walk {
        private final Map<Symbol, Optional<SplitAxis>> found = new LinkedHashMap<>();

        private List<SplitAxis> axes() {
            List<SplitAxis> axes = new ArrayList<>();
            found.values().forEach(axis -> axis.ifPresent(axes::add));
            return axes;
        }

        @Override
        public void loop(Statement.Loop loop) {
            Optional<SplitAxis> axis = axis(loop);
            found.merge(loop.index(), axis, Candidates::both);
            super.loop(loop);
        }

        @Override
        public void outlined(Statement.Outlined outlined) {}

        /** Two loops over one axis have to agree on the extent. A block has whole steps of both. */
        private static Optional<SplitAxis> both(Optional<SplitAxis> one, Optional<SplitAxis> other) {
            boolean agree = one.isPresent()
                    && other.isPresent()
                    && one.get().extent() == other.get().extent();
            if (!agree) {
                return Optional.empty();
            }
            int large = Math.max(one.get().block(), other.get().block());
            int small = Math.min(one.get().block(), other.get().block());
            return large % small == 0
                    ? Optional.of(new SplitAxis(one.get().index(), one.get().extent(), large))
                    : Optional.empty();
        }

        private static Optional<SplitAxis> axis(Statement.Loop loop) {
            Affine to = loop.to().choices().get(0);
            boolean constant =
                    loop.from().equals(Bound.of(0)) && loop.to().kind() == Bound.Kind.EXACT && to.isConstant();
            return constant ? Optional.of(new SplitAxis(loop.index(), to.constant(), block(loop))) : Optional.empty();
        }

        /** The smallest step. A step of vectors may have {@link Schedule#ALIGNMENT} floats each. */
        private static int block(Statement.Loop loop) {
            Affine step = loop.bodies().get(loop.bodies().size() - 1).step();
            int floats = step.constant() + Schedule.ALIGNMENT * step.coefficient(Symbol.LANES);
            // a last step of single floats is for the tail: to split there would make vectors shorter
            Affine main = loop.bodies().get(0).step();
            return main.coefficient(Symbol.LANES) != 0 ? Math.max(floats, Schedule.ALIGNMENT) : floats;
        }
    }
}
