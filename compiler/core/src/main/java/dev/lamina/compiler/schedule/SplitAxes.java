package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Substitution;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits an axis of a kernel between threads: each runs a range of the loops over it. The axis is one along which the kernel writes
 * disjoint floats ({@link DisjointWrites}), so no sum is split. Between the barriers that a kernel has, each section has an axis of its own.
 * A kernel is left as it is if no axis can be split, or if it has too little work.
 */
final class SplitAxes implements Step {
    /** A section with less work than this, for one sample or for a batch of weights, would gain less than a barrier costs. */
    private static final long LEAST_WORK = 16_384;

    private static volatile long leastWork = LEAST_WORK;

    private static final Symbol ONCE = new Symbol("once");

    /** Makes all kernels that can be split so, or only those that gain from it: for tests, whose models are small. */
    static void splitEverything(boolean everything) {
        leastWork = everything ? 0 : LEAST_WORK;
    }

    @Override
    public String name() {
        return "split-axes";
    }

    @Override
    public Kernel apply(Kernel kernel) {
        return kernel.withBody(new WithoutSingleIterations().statement(split(kernel)));
    }

    private static Statement split(Kernel kernel) {
        Statement body = kernel.body();
        if (hasBarrier(body)) {
            return betweenBarriers(body) < leastWork ? withoutBarriers(body) : sections(body);
        }
        return LoopWork.of(body) < leastWork ? body : split(body).orElse(body);
    }

    /** Replaces loops of one iteration by their body. */
    private static final class WithoutSingleIterations extends Rewrite {
        @Override
        protected Statement loop(Statement.Loop loop) {
            Statement.SteppedBody stepped = loop.bodies().get(0);
            boolean single = loop.bodies().size() == 1
                    && loop.from().kind() == Bound.Kind.EXACT
                    && loop.to().equals(Bound.of(loop.from().choices().get(0).plus(stepped.step())));
            return single
                    ? Substitution.of(loop.index(), loop.from().choices().get(0))
                            .statement(statement(stepped.body()))
                    : super.loop(loop);
        }
    }

    /** The work of one iteration of the loop that has barriers in it. */
    private static long betweenBarriers(Statement body) {
        long[] work = {LoopWork.of(body)};
        new Walk() {
            @Override
            public void loop(Statement.Loop loop) {
                Statement inner = loop.bodies().get(0).body();
                if (hasBarrier(inner)) {
                    work[0] = LoopWork.of(inner);
                    super.loop(loop);
                }
            }
        }.statement(body);
        return work[0];
    }

    private static boolean hasBarrier(Statement body) {
        boolean[] found = {false};
        new Walk() {
            @Override
            public void await(Statement.Await await) {
                found[0] = true;
            }
        }.statement(body);
        return found[0];
    }

    private static Statement withoutBarriers(Statement body) {
        return new Rewrite() {
            @Override
            protected Statement block(Statement.Block block) {
                return new Statement.Block(statements(block.statements().stream()
                        .filter(each -> !(each instanceof Statement.Await))
                        .toList()));
            }
        }.statement(body);
    }

    /** Splits each section between two barriers. One thread runs a section that cannot be split. */
    private static Statement sections(Statement body) {
        if (body instanceof Statement.Loop loop) {
            return new Statement.Loop(
                    loop.index(),
                    loop.from(),
                    loop.to(),
                    loop.bodies().stream()
                            .map(each -> new Statement.SteppedBody(each.step(), sections(each.body())))
                            .toList());
        }
        if (!(body instanceof Statement.Block block)) {
            throw new IllegalArgumentException("a barrier within " + body);
        }
        List<Statement> all = new ArrayList<>();
        List<Statement> section = new ArrayList<>();
        for (Statement each : block.statements()) {
            if (!hasBarrier(each)) {
                section.add(each);
                continue;
            }
            addSection(section, all);
            all.add(each instanceof Statement.Await ? each : sections(each));
        }
        addSection(section, all);
        return new Statement.Block(all);
    }

    private static void addSection(List<Statement> section, List<Statement> all) {
        if (section.isEmpty()) {
            return;
        }
        Statement body = section.size() == 1 ? section.get(0) : new Statement.Block(section);
        all.add(split(body).orElseGet(() -> once(body)));
        section.clear();
    }

    /** A section that one thread runs. */
    private static Statement once(Statement body) {
        if (body instanceof Statement.Comment) {
            return body;
        }
        return new Statement.Loop(
                ONCE,
                Bound.partFrom(1, 1, 0, 1),
                Bound.partTo(1, 1, 0, 1),
                List.of(new Statement.SteppedBody(Affine.of(1), body)));
    }

    /** The section with an axis split; empty if no axis can be. */
    private static Optional<Statement> split(Statement body) {
        if (body instanceof Statement.Block block && block.statements().size() == 1) {
            return split(block.statements().get(0));
        }
        if (body instanceof Statement.When when) {
            return branches(when);
        }
        Optional<Statement> split = SplitAxis.split(body);
        if (split.isPresent() || !(body instanceof Statement.Block block)) {
            return split;
        }
        return apart(block.statements());
    }

    /**
     * Statements that have no axis in common, such as zeros along all floats and sums along units: each has an axis of its own, and a
     * barrier is between them.
     */
    private static Optional<Statement> apart(List<Statement> statements) {
        List<Statement> all = new ArrayList<>();
        long whole = 0;
        long shared = 0;
        for (Statement each : statements) {
            if (each instanceof Statement.Let || each instanceof Statement.Assign) {
                return Optional.empty(); // another statement needs its variable
            }
            Optional<Statement> split = split(each);
            long work = LoopWork.of(each);
            whole += work;
            shared += split.isPresent() ? work : 0;
            if (!all.isEmpty()) {
                all.add(new Statement.Await());
            }
            all.add(split.orElseGet(() -> once(each)));
        }
        return shared > whole / 2 ? Optional.of(new Statement.Block(all)) : Optional.empty();
    }

    private static Optional<Statement> branches(Statement.When when) {
        Optional<Statement> then = split(when.then());
        Optional<Statement> otherwise = split(when.otherwise());
        if (then.isEmpty() && otherwise.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Statement.When(
                when.left(),
                when.right(),
                then.orElseGet(() -> once(when.then())),
                otherwise.orElseGet(() -> once(when.otherwise()))));
    }
}
