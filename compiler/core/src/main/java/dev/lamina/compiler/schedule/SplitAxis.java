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
 * @param pieces what the loops over it run over: all over the whole axis, or each over a section that no other one overlaps
 */
record SplitAxis(Symbol index, int extent, List<Piece> pieces) {
    /** The numbers of threads for which an axis should be balanced, the most important first; each counts half as much as the one before. */
    private static final int[] THREADS = {2, 4, 8};

    /** With less balance than this, an axis of loops in outlined methods is looked for as well. */
    private static final double BALANCED = 1.3;

    SplitAxis {
        pieces = List.copyOf(pieces);
    }

    /**
     * A section of an axis.
     *
     * @param block the number of neighbouring points that stay together: the smallest step of the loop
     */
    private record Piece(int from, int to, int block) {
        static Piece of(Statement.Loop loop) {
            int from = loop.from().choices().get(0).constant();
            return new Piece(from, loop.to().choices().get(0).constant(), block(loop));
        }

        /** The smallest step. A step of vectors may have {@link Schedule#ALIGNMENT} floats each. */
        private static int block(Statement.Loop loop) {
            Affine main = loop.bodies().get(0).step();
            Affine last = loop.bodies().get(loop.bodies().size() - 1).step();
            int floats = last.constant() + Schedule.ALIGNMENT * last.coefficient(Symbol.LANES);
            // a last step of single floats is for the tail: to split there would make vectors shorter
            return main.coefficient(Symbol.LANES) != 0 ? Math.max(floats, Schedule.ALIGNMENT) : floats;
        }

        boolean overlaps(Piece other) {
            return from < other.to && other.from < to;
        }

        boolean sameRange(Piece other) {
            return from == other.from && to == other.to;
        }
    }

    /** A section of a kernel with an axis split; empty if none can be. */
    static Optional<Statement> split(Statement section) {
        Optional<SplitAxis> axis = choose(section);
        if (axis.isEmpty() || axis.get().balance() < BALANCED) {
            Statement pulled = pulledOut(section);
            Optional<SplitAxis> inner = choose(pulled);
            if (inner.isPresent()
                    && (axis.isEmpty() || inner.get().balance() > axis.get().balance())) {
                return inner.map(better -> better.range(pulled));
            }
        }
        return axis.map(best -> best.range(section));
    }

    /** The section with loops around calls of outlined methods, where the methods are loops. */
    private static Statement pulledOut(Statement section) {
        return new Rewrite() {
            @Override
            protected Statement outlined(Statement.Outlined outlined) {
                if (!(outlined.body() instanceof Statement.Loop loop)
                        || loop.bodies().size() != 1) {
                    return outlined;
                }
                Statement.SteppedBody stepped = loop.bodies().get(0);
                Statement method = new Statement.Outlined(outlined.name(), stepped.body());
                return new Statement.Loop(
                        loop.index(),
                        loop.from(),
                        loop.to(),
                        List.of(new Statement.SteppedBody(stepped.step(), method)));
            }
        }.statement(section);
    }

    /** The best axis of a section; empty if none can be split. */
    private static Optional<SplitAxis> choose(Statement section) {
        Loops loops = new Loops();
        loops.statement(section);
        SplitAxis best = null;
        double most = 0;
        for (SplitAxis axis : loops.axes()) {
            double gain = axis.blocks() > 1 ? axis.gain(section) : 0;
            if (gain > most && DisjointWrites.areAlong(axis, section)) {
                best = axis;
                most = gain;
            }
        }
        return Optional.ofNullable(best);
    }

    /** What threads gain from the axis: more, the more even their parts are, and the more of the section's work is in loops over it. */
    private double gain(Statement section) {
        long divided = LoopWork.along(index, section); // 0 where floats are only filled or copied
        return balance() * Math.max(1, divided);
    }

    private int blocks() {
        int block = pieces.stream().mapToInt(Piece::block).max().orElse(1);
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
    private Statement range(Statement section) {
        return new Rewrite() {
            @Override
            protected Statement loop(Statement.Loop loop) {
                Statement.Loop inner = (Statement.Loop) super.loop(loop);
                if (!loop.index().equals(index)) {
                    return inner;
                }
                Piece piece = Piece.of(loop);
                int block = piece(piece).block();
                return new Statement.Loop(
                        index,
                        Bound.partFrom(extent, block, piece.from(), piece.to()),
                        Bound.partTo(extent, block, piece.from(), piece.to()),
                        inner.bodies());
            }

            @Override
            protected Statement outlined(Statement.Outlined outlined) {
                return outlined;
            }
        }.statement(section);
    }

    private Piece piece(Piece like) {
        return pieces.stream().filter(like::sameRange).findFirst().orElseThrow();
    }

    /** The loops with constant bounds outside of outlined methods, outermost first. */
    private static final class Loops extends Walk {
        private final Map<Symbol, List<Optional<Piece>>> found = new LinkedHashMap<>();

        @Override
        public void loop(Statement.Loop loop) {
            Optional<Piece> piece =
                    isConstant(loop.from()) && isConstant(loop.to()) ? Optional.of(Piece.of(loop)) : Optional.empty();
            found.computeIfAbsent(loop.index(), index -> new ArrayList<>()).add(piece);
            super.loop(loop);
        }

        private static boolean isConstant(Bound bound) {
            return bound.kind() == Bound.Kind.EXACT && bound.choices().get(0).isConstant();
        }

        @Override
        public void outlined(Statement.Outlined outlined) {}

        private List<SplitAxis> axes() {
            List<SplitAxis> axes = new ArrayList<>();
            found.forEach((index, loops) -> {
                if (loops.stream().allMatch(Optional::isPresent)) {
                    axis(index, loops.stream().map(Optional::get).toList()).ifPresent(axes::add);
                }
            });
            return axes;
        }

        /** The axis of some loops. Those over one section get blocks with whole steps of all of them. */
        private static Optional<SplitAxis> axis(Symbol index, List<Piece> loops) {
            List<Piece> pieces = new ArrayList<>();
            for (Piece loop : loops) {
                Piece common = loop;
                for (Piece other : loops) {
                    if (other.sameRange(common)) {
                        common = new Piece(common.from(), common.to(), multiple(common.block(), other.block()));
                    } else if (other.overlaps(common)) {
                        return Optional.empty();
                    }
                }
                pieces.add(common);
            }
            int extent = pieces.stream().mapToInt(Piece::to).max().orElseThrow();
            return Optional.of(new SplitAxis(index, extent, pieces));
        }

        private static int multiple(int one, int other) {
            int multiple = one;
            while (multiple % other != 0) {
                multiple += one;
            }
            return multiple;
        }
    }
}
