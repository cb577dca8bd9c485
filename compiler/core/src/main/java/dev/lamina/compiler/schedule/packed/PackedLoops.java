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
 * The loops of a contraction with a packed operand, as a {@link PackingPlan} describes them. {@link Buffer#SCRATCH} holds, in this order,
 * the accumulators of the current point, the panel, and the saved partial sums of all points. For each panel:
 *
 * <pre>
 * pack the panel
 * for each point of the reuse axes
 *     restore the accumulators
 *     add the panel's products to them (a method of its own)
 *     save the accumulators
 * </pre>
 */
final class PackedLoops {
    /** The index along the width of a panel, and at the same time among the accumulators. */
    private static final Symbol PLACE = new Symbol("place");

    private static final Affine ACCUMULATORS = Affine.ZERO;

    private final PackingPlan plan;
    private final PackingAxes axes;
    private final PanelDepth depth;
    private final UnaryOperator<String> methods;
    private final Statement.Contraction contraction;
    private final int width;
    private final int stride;

    /** @param methods makes the name of an outlined method from its ending */
    PackedLoops(PackingPlan plan, UnaryOperator<String> methods) {
        this.plan = plan;
        this.axes = plan.axes();
        this.depth = plan.depth();
        this.methods = methods;
        this.contraction = plan.axes().contraction();
        this.width = plan.width();
        this.stride = plan.stride();
    }

    Statement loops() {
        Statement body = depth.isWholeReduction() ? onePanel() : panels();
        if (axes.chunk() > 0) {
            body = chunks(body);
        }
        return around(axes.outer(), body);
    }

    /** The loops if one panel takes the whole reduction: each sum is complete after it, and no partial sum is saved. */
    private Statement onePanel() {
        List<Statement> each = List.of(
                initialise(ACCUMULATORS), addProducts(1, Affine.ZERO), around(axes.width(), results(numberInWidth())));
        return Statement.block(pack(1, Affine.ZERO), around(axes.reuse(), new Statement.Block(each)));
    }

    /** The loops over several panels: the partial sums are saved between them, and the results are computed after the last. */
    private Statement panels() {
        Statement.Range split = depth.split();
        List<Statement.SteppedBody> bodies = new ArrayList<>();
        for (int size : depth.sizes()) {
            bodies.add(new Statement.SteppedBody(Affine.of(size), panel(size, Affine.of(split.index()))));
        }
        Statement panels = new Statement.Loop(split.index(), Bound.of(0), Bound.of(split.extent()), bodies);
        return Statement.block(
                around(axes.reuse(), initialise(savedSums())),
                around(depth.outer(), panels),
                around(resultAxes(), results(numberInWidth().plus(savedSums()))));
    }

    private Statement panel(int size, Affine from) {
        Statement each = Statement.block(
                copySums(savedSums(), ACCUMULATORS), addProducts(size, from), copySums(ACCUMULATORS, savedSums()));
        return Statement.block(pack(size, from), around(axes.reuse(), each));
    }

    private Statement copySums(Affine from, Affine to) {
        return new Statement.Copy(Buffer.SCRATCH, from, Buffer.SCRATCH, to, Affine.of(width));
    }

    /**
     * Copies the packed operand into a panel. It copies ranges where neighbours in the panel are also neighbours in the operand.
     *
     * @param size the number of points of the split axis that the panel takes
     * @param from the first of these points
     */
    private Statement pack(int size, Affine from) {
        Symbol split = depth.split().index();
        Symbol step = new Symbol(split + "Step");
        List<Statement.Range> ranges = new ArrayList<>();
        ranges.add(new Statement.Range(step, Affine.of(size)));
        ranges.addAll(depth.inner());
        Affine place = number(ranges).plus(1).times(stride).plus(numberInWidth());
        Expression.Load load = (Expression.Load)
                Substitution.of(split, from.plus(Affine.of(step))).expression(plan.packed());
        int length = plan.copyLength();
        if (length == 1) {
            ranges.addAll(axes.width());
            return around(ranges, Statement.store(Buffer.SCRATCH, place, load));
        }
        Statement copy = new Statement.Copy(load.buffer(), load.index(), Buffer.SCRATCH, place, Affine.of(length));
        int looped = axes.width().size();
        for (int covered = 1; covered < length; looped--) {
            Statement.Range range = axes.width().get(looped - 1);
            covered *= range.extent().constant();
            copy = Substitution.of(range.index(), Affine.ZERO).statement(copy);
        }
        ranges.addAll(axes.width().subList(0, looped));
        return around(ranges, copy);
    }

    /** The micro-kernel: a method that adds all products of a panel to the accumulators. */
    private Statement addProducts(int size, Affine from) {
        Symbol split = depth.split().index();
        List<Substitution> steps = unroll(List.of(Substitution.of(split, from)), split, from, size);
        for (Statement.Range range : depth.inner()) {
            steps = unroll(steps, range.index(), Affine.ZERO, range.extent().constant());
        }
        return new Statement.Outlined(methods.apply("Rows" + steps.size()), addProducts(steps));
    }

    private static List<Substitution> unroll(List<Substitution> outer, Symbol index, Affine from, int extent) {
        List<Substitution> all = new ArrayList<>();
        for (Substitution step : outer) {
            for (int i = 0; i < extent; i++) {
                all.add(step.and(index, from.plus(i)));
            }
        }
        return all;
    }

    /** The loops over the width. Each one has {@link PanelDepth#UNROLL} steps of the reduction, unrolled and jammed. */
    private Statement addProducts(List<Substitution> steps) {
        String name =
                plan.broadcast() instanceof Expression.Load load ? load.buffer().name() : "factor";
        List<Statement> loops = new ArrayList<>();
        for (int first = 0; first < steps.size(); first += PanelDepth.UNROLL) {
            Expression sum = Expression.load(Buffer.SCRATCH, Affine.of(PLACE));
            for (int i = first; i < Math.min(steps.size(), first + PanelDepth.UNROLL); i++) {
                Variable broadcast = new Variable(name + i, false);
                loops.add(new Statement.Let(broadcast, steps.get(i).expression(plan.broadcast())));
                Expression packed =
                        Expression.load(Buffer.SCRATCH, Affine.of(PLACE).plus((i + 1) * stride));
                sum = new Expression.Fma(Expression.local(broadcast), packed, sum);
            }
            loops.add(Statement.loop(PLACE, Affine.of(width), Statement.store(Buffer.SCRATCH, Affine.of(PLACE), sum)));
        }
        return new Statement.Block(loops);
    }

    /** Stores the initial values of the sums of one point. */
    private Statement initialise(Affine at) {
        return contraction.initial().equals(Expression.constant(0))
                ? new Statement.Fill(Buffer.SCRATCH, at, Affine.of(width))
                : around(
                        axes.width(),
                        Statement.store(Buffer.SCRATCH, numberInWidth().plus(at), contraction.initial()));
    }

    /** The results of a complete sum, which the scratch array holds at an index. */
    private Statement results(Affine at) {
        List<Statement> statements = new ArrayList<>();
        statements.add(new Statement.Let(contraction.sum(), Expression.load(Buffer.SCRATCH, at)));
        statements.addAll(contraction.results());
        return new Statement.Block(statements);
    }

    private Affine numberInWidth() {
        return number(axes.width());
    }

    /** The index in the scratch array of the saved partial sums of the current point of the reuse axes. */
    private Affine savedSums() {
        Affine number = number(axes.reuse());
        if (axes.chunk() > 0) {
            int inner =
                    ContractionAxes.points(axes.reuse().subList(1, axes.reuse().size()));
            number = number.plus(Affine.of(chunkIndex()).times(-inner));
        }
        return number.times(stride).plus(plan.firstSaved());
    }

    /** The number of the current point among all points of some axes. All extents but the first have to be constant. */
    private static Affine number(List<Statement.Range> ranges) {
        Affine number = Affine.ZERO;
        for (int i = 0; i < ranges.size(); i++) {
            int inner = ContractionAxes.points(ranges.subList(i + 1, ranges.size()));
            number = number.plus(Affine.of(ranges.get(i).index()).times(inner));
        }
        return number;
    }

    /** The axes of all sums that a panel serves, in the order in which their results lie in memory. */
    private List<Statement.Range> resultAxes() {
        return contraction.loops().stream()
                .filter(range -> axes.reuse().contains(range) || axes.width().contains(range))
                .toList();
    }

    private Statement around(List<Statement.Range> ranges, Statement body) {
        Statement result = body;
        for (int i = ranges.size() - 1; i >= 0; i--) {
            Statement.Range range = ranges.get(i);
            boolean chunked = axes.chunk() > 0 && range.equals(axes.reuse().get(0));
            result = chunked ? withinChunk(range, result) : Statement.loop(range.index(), range.extent(), result);
        }
        return result;
    }

    private Symbol chunkIndex() {
        return new Symbol(axes.reuse().get(0).index() + "Chunk");
    }

    /** The loop over the chunks of the first reuse axis. */
    private Statement chunks(Statement body) {
        Affine extent = axes.reuse().get(0).extent();
        Affine to = switch (tail(extent)) {
            case NONE -> extent;
            case CLIPPED -> extent.plus(axes.chunk() - 1); // so that the loop also runs for a smaller last chunk
            case PADDED, FLOATS, SMALLER_TILES -> throw tail(extent).notHere("chunks");
        };
        return new Statement.Loop(
                chunkIndex(),
                Bound.of(0),
                Bound.of(to),
                List.of(new Statement.SteppedBody(Affine.of(axes.chunk()), body)));
    }

    /** The loop over the points of one chunk. */
    private Statement withinChunk(Statement.Range range, Statement body) {
        Affine from = Affine.of(chunkIndex());
        Affine end = from.plus(axes.chunk());
        Bound to = switch (tail(range.extent())) {
            case NONE -> Bound.of(end);
            case CLIPPED -> Bound.min(end, range.extent());
            case PADDED, FLOATS, SMALLER_TILES -> throw tail(range.extent()).notHere("chunks");
        };
        return new Statement.Loop(
                range.index(), Bound.of(from), to, List.of(new Statement.SteppedBody(Affine.of(1), body)));
    }

    private TailStrategy tail(Affine extent) {
        boolean divides = extent.isConstant() && extent.constant() % axes.chunk() == 0;
        return divides ? TailStrategy.NONE : TailStrategy.CLIPPED;
    }
}
