package dev.lamina.compiler.schedule.packed;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Substitution;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.schedule.ContractionAxes;
import dev.lamina.compiler.schedule.TailStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Writes a contraction in long rows as {@link PackingPlan} says. {@link Buffer#SCRATCH} holds the sums that products are being added to, then the
 * rows of the operand, then all sums that wait.
 */
public final class PackedLoops {
    private static final Symbol PLACE = new Symbol("place");

    private final PackingPlan plan;
    private final UnaryOperator<String> methods;
    private final Statement.Contraction contraction;
    private final int floats;
    private final int stride;

    /** @param methods gives the name of a method that ends in what it is handed */
    PackedLoops(PackingPlan plan, UnaryOperator<String> methods) {
        this.plan = plan;
        this.methods = methods;
        this.contraction = plan.axes().contraction();
        this.floats = plan.floats();
        this.stride = plan.stride();
    }

    Statement loops() {
        Statement body = plan.block().isWhole() ? inOneGo() : inBlocks();
        if (plan.axes().chunk() > 0) {
            body = chunks(body);
        }
        return around(plan.axes().others(), body);
    }

    /** Each sum is complete after one block: it never waits. */
    private Statement inOneGo() {
        List<Statement> each = List.of(
                initial(Affine.ZERO),
                products(1, Affine.ZERO),
                around(plan.axes().along(), result(alongRow())));
        return Statement.block(layOut(1, Affine.ZERO), reused(new Statement.Block(each)));
    }

    private Statement inBlocks() {
        Statement blocks = around(plan.block().outer(), blocks());
        Statement waiting = around(inOrder(), result(alongRow().plus(slot())));
        return Statement.block(reused(initial(slot())), blocks, waiting);
    }

    private Statement blocks() {
        Statement.Range split = plan.block().split();
        List<Statement.SteppedBody> bodies = new ArrayList<>();
        for (int steps : plan.block().steps()) {
            bodies.add(new Statement.SteppedBody(Affine.of(steps), block(steps, Affine.of(split.index()))));
        }
        return new Statement.Loop(split.index(), Bound.of(0), Bound.of(split.extent()), bodies);
    }

    private Statement block(int steps, Affine from) {
        Statement each = Statement.block(copy(slot(), Affine.ZERO), products(steps, from), copy(Affine.ZERO, slot()));
        return Statement.block(layOut(steps, from), reused(each));
    }

    private Statement copy(Affine from, Affine to) {
        return new Statement.Copy(Buffer.SCRATCH, from, Buffer.SCRATCH, to, Affine.of(floats));
    }

    /** Copies the operand of a block into rows, neighbours together where they are. */
    private Statement layOut(int steps, Affine from) {
        Symbol split = plan.block().split().index();
        Symbol step = new Symbol(split + "Step");
        List<Statement.Range> ranges = new ArrayList<>();
        ranges.add(new Statement.Range(step, Affine.of(steps)));
        ranges.addAll(plan.block().inner());
        Affine place = number(ranges).plus(1).times(stride).plus(alongRow());
        Expression.Load load = (Expression.Load)
                Substitution.of(split, from.plus(Affine.of(step))).expression(plan.operand());
        int run = plan.run();
        if (run == 1) {
            ranges.addAll(plan.axes().along());
            return around(ranges, Statement.store(Buffer.SCRATCH, place, load));
        }
        Statement copy = new Statement.Copy(load.buffer(), load.index(), Buffer.SCRATCH, place, Affine.of(run));
        int kept = plan.axes().along().size();
        for (int length = 1; length < run; kept--) {
            Statement.Range range = plan.axes().along().get(kept - 1);
            length *= range.extent().constant();
            copy = Substitution.of(range.index(), Affine.ZERO).statement(copy);
        }
        ranges.addAll(plan.axes().along().subList(0, kept));
        return around(ranges, copy);
    }

    /** The method that adds the products of a block to one row of sums. */
    private Statement products(int steps, Affine from) {
        List<Substitution> products =
                List.of(Substitution.of(plan.block().split().index(), from));
        products = each(products, plan.block().split().index(), from, steps);
        for (Statement.Range range : plan.block().inner()) {
            products = each(products, range.index(), Affine.ZERO, range.extent().constant());
        }
        return new Statement.Outlined(methods.apply("Rows" + products.size()), passes(products));
    }

    private static List<Substitution> each(List<Substitution> outer, Symbol index, Affine from, int extent) {
        List<Substitution> all = new ArrayList<>();
        for (Substitution shift : outer) {
            for (int i = 0; i < extent; i++) {
                all.add(shift.and(index, from.plus(i)));
            }
        }
        return all;
    }

    private Statement passes(List<Substitution> products) {
        String name =
                plan.factor() instanceof Expression.Load load ? load.buffer().name() : "factor";
        List<Statement> passes = new ArrayList<>();
        for (int first = 0; first < products.size(); first += PanelDepth.PASS) {
            Expression sum = Expression.load(Buffer.SCRATCH, Affine.of(PLACE));
            for (int i = first; i < Math.min(products.size(), first + PanelDepth.PASS); i++) {
                Variable factor = new Variable(name + i, false);
                passes.add(new Statement.Let(factor, products.get(i).expression(plan.factor())));
                Expression row =
                        Expression.load(Buffer.SCRATCH, Affine.of(PLACE).plus((i + 1) * stride));
                sum = new Expression.Fma(Expression.local(factor), row, sum);
            }
            passes.add(
                    Statement.loop(PLACE, Affine.of(floats), Statement.store(Buffer.SCRATCH, Affine.of(PLACE), sum)));
        }
        return new Statement.Block(passes);
    }

    /** Gives a row of sums its first values. */
    private Statement initial(Affine at) {
        return contraction.initial().equals(Expression.constant(0))
                ? new Statement.Fill(Buffer.SCRATCH, at, Affine.of(floats))
                : around(
                        plan.axes().along(),
                        Statement.store(Buffer.SCRATCH, alongRow().plus(at), contraction.initial()));
    }

    private Statement result(Affine at) {
        List<Statement> statements = new ArrayList<>();
        statements.add(new Statement.Let(contraction.sum(), Expression.load(Buffer.SCRATCH, at)));
        statements.addAll(contraction.results());
        return new Statement.Block(statements);
    }

    /** The place in a row. */
    private Affine alongRow() {
        return number(plan.axes().along());
    }

    /** Where the sums of one row wait. */
    private Affine slot() {
        Affine number = number(plan.axes().reused());
        if (plan.axes().chunk() > 0) {
            int inner = ContractionAxes.points(
                    plan.axes().reused().subList(1, plan.axes().reused().size()));
            number = number.plus(Affine.of(chunkIndex()).times(-inner));
        }
        return number.times(stride).plus(plan.firstWaiting());
    }

    /** The number of a point of some loops; the first may be of any extent. */
    private static Affine number(List<Statement.Range> ranges) {
        Affine number = Affine.ZERO;
        for (int i = 0; i < ranges.size(); i++) {
            int inner = ContractionAxes.points(ranges.subList(i + 1, ranges.size()));
            number = number.plus(Affine.of(ranges.get(i).index()).times(inner));
        }
        return number;
    }

    private Symbol chunkIndex() {
        return new Symbol(plan.axes().reused().get(0).index() + "Chunk");
    }

    private Statement chunks(Statement body) {
        Affine extent = plan.axes().reused().get(0).extent();
        return new Statement.Loop(
                chunkIndex(),
                Bound.of(0),
                Bound.of(
                        tail(extent) == TailStrategy.NONE
                                ? extent
                                : extent.plus(plan.axes().chunk() - 1)),
                List.of(new Statement.SteppedBody(Affine.of(plan.axes().chunk()), body)));
    }

    private Statement reused(Statement body) {
        return around(plan.axes().reused(), body);
    }

    /** All points for which rows serve, in the order in which their results lie in memory. */
    private List<Statement.Range> inOrder() {
        return contraction.loops().stream()
                .filter(range -> plan.axes().reused().contains(range)
                        || plan.axes().along().contains(range))
                .toList();
    }

    private Statement around(List<Statement.Range> ranges, Statement body) {
        Statement result = body;
        for (int i = ranges.size() - 1; i >= 0; i--) {
            Statement.Range range = ranges.get(i);
            boolean chunked =
                    plan.axes().chunk() > 0 && range.equals(plan.axes().reused().get(0));
            result = chunked ? chunk(range, result) : Statement.loop(range.index(), range.extent(), result);
        }
        return result;
    }

    private Statement chunk(Statement.Range range, Statement body) {
        Affine end = Affine.of(chunkIndex()).plus(plan.axes().chunk());
        return new Statement.Loop(
                range.index(),
                Bound.of(Affine.of(chunkIndex())),
                tail(range.extent()) == TailStrategy.NONE ? Bound.of(end) : Bound.min(end, range.extent()),
                List.of(new Statement.SteppedBody(Affine.of(1), body)));
    }

    private TailStrategy tail(Affine extent) {
        boolean whole = extent.isConstant() && extent.constant() % plan.axes().chunk() == 0;
        return whole ? TailStrategy.NONE : TailStrategy.CLIPPED;
    }
}
