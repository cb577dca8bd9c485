package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.ExpressionPredicate;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Walk;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A contraction whose reduction is cut into blocks. The outer axes of the reduction become loops around the contraction, and the memory of
 * the result holds the partial sums between two blocks. Each sum still adds in the same order. The operands of one block stay in the
 * first-level cache from tile to tile. If the results are long, they run in lanes after the sums.
 */
final class BlockedReduction {
    /** A reduction is cut into blocks if a tile reads more than this many bytes for it. */
    private static final long MOST_BYTES = 64 << 10;

    /** The most bytes that a tile reads for one block. */
    private static final long BLOCK_BYTES = 24 << 10;

    /** The most bytes of partial sums that each block reads and writes: they should stay in the second-level cache. */
    private static final long RESULT_BYTES = 256 << 10;

    /**
     * A tile does at most this many operations on each complete sum. More of them run in lanes after it, or its method would be too long.
     */
    private static final int MOST_OPERATIONS = 40;

    private final Statement.Contraction contraction;
    private final Statement.Store store;
    private final TileFootprint footprint;

    private BlockedReduction(Statement.Contraction contraction, Statement.Store store) {
        this.contraction = contraction;
        this.store = store;
        this.footprint = new TileFootprint(contraction);
    }

    /** The loops over the blocks; null if the contraction stays as it is, because it is small or no memory can hold its partial sums. */
    static @Nullable Statement of(Statement.Contraction contraction, boolean vectors) {
        Statement.Store store = store(contraction);
        if (store == null) {
            return null;
        }
        BlockedReduction uncut = new BlockedReduction(contraction, store);
        boolean splitsResults = operations(contraction) > MOST_OPERATIONS;
        if (vectors && isOverWeights(contraction)
                || uncut.footprint.bytesWithConflicts(contraction.reduction()) <= MOST_BYTES) {
            return splitsResults ? uncut.blocks(0) : null;
        }
        int last = contraction.reduction().size() - 1;
        int outer = uncut.outerAxes();
        int divided = Math.max(0, outer - 1);
        int size = uncut.divisor(divided);
        if (size > 1) {
            Statement.Contraction cut = ContractionAxes.divideReduction(contraction, divided, size);
            return new BlockedReduction(cut, store).blocks(divided + 1);
        }
        boolean useful = outer > 0 && outer <= last || splitsResults;
        return useful ? uncut.blocks(Math.min(outer, last)) : null;
    }

    /**
     * Whether the reduction is over weights, not over samples or steps. Tiles of vectors read weights in order, from the second-level cache
     * or beyond it, as fast as they multiply; tiles of floats do not.
     */
    private static boolean isOverWeights(Statement.Contraction contraction) {
        return contraction.reduction().stream().allMatch(range -> range.extent().isConstant());
    }

    /** The last result, if it is a store to memory that can hold partial sums: nothing else reads or writes its buffer. Else null. */
    private static Statement.@Nullable Store store(Statement.Contraction contraction) {
        List<Statement> results = contraction.results();
        if (!(results.get(results.size() - 1) instanceof Statement.Store store)
                || store.buffer().element() != Buffer.Element.FLOAT) {
            return null;
        }
        boolean plain = results.subList(0, results.size() - 1).stream().allMatch(Statement.Let.class::isInstance);
        Expression old = Expression.load(store.buffer(), store.index());
        boolean free = !loads(contraction.a(), store.buffer())
                && !loads(contraction.b(), store.buffer())
                && values(contraction).stream().noneMatch(value -> loads(value, store.buffer()))
                && (contraction.initial().equals(old) || !loads(contraction.initial(), store.buffer()));
        boolean distinct =
                contraction.loops().stream().allMatch(range -> store.index().coefficient(range.index()) != 0);
        return plain && free && distinct ? store : null;
    }

    /** The expressions in the results of a contraction. */
    private static List<Expression> values(Statement.Contraction contraction) {
        List<Expression> values = new ArrayList<>();
        new Walk() {
            @Override
            public void expression(Expression expression) {
                values.add(expression);
            }
        }.statements(contraction.results());
        return values;
    }

    /** The number of operations on each complete sum. */
    private static int operations(Statement.Contraction contraction) {
        return values(contraction).stream()
                .mapToInt(BlockedReduction::operations)
                .sum();
    }

    private static int operations(Expression expression) {
        return 1
                + expression.operands().stream()
                        .mapToInt(BlockedReduction::operations)
                        .sum();
    }

    private static boolean loads(Expression expression, Buffer buffer) {
        return new ExpressionPredicate() {
            @Override
            public Boolean load(Expression.Load load) {
                return load.buffer().equals(buffer);
            }
        }.holds(expression);
    }

    /** The number of outer axes of the reduction, if a block takes as many whole inner axes as fit. */
    private int outerAxes() {
        List<Statement.Range> reduction = contraction.reduction();
        int outer = reduction.size();
        while (outer > 0 && footprint.bytes(reduction.subList(outer - 1, reduction.size())) <= BLOCK_BYTES) {
            outer--;
        }
        return outer;
    }

    /** How many points of an axis, with all axes inside of it, fit into a block: the largest divisor of its extent, or 1. */
    private int divisor(int axis) {
        Statement.Range range = contraction.reduction().get(axis);
        if (!range.extent().isConstant()) {
            return 1;
        }
        int extent = range.extent().constant();
        int size = extent - 1;
        while (size > 1 && !(extent % size == 0 && bytes(axis, size) <= BLOCK_BYTES)) {
            size--;
        }
        return size;
    }

    private long bytes(int axis, int size) {
        List<Statement.Range> part = new ArrayList<>(
                contraction.reduction().subList(axis, contraction.reduction().size()));
        part.set(0, new Statement.Range(part.get(0).index(), Affine.of(size)));
        return footprint.bytes(part);
    }

    /**
     * Stores initial values, then adds block by block, then computes the results. {@code outer} axes of the reduction go around the blocks.
     */
    private Statement blocks(int outer) {
        List<Statement.Range> reduction = contraction.reduction();
        int fixed = fixedLoops();
        List<Statement.Range> inside =
                contraction.loops().subList(fixed, contraction.loops().size());
        List<Statement> all = new ArrayList<>();
        if (outer > 0 && !contraction.initial().equals(partialSum())) {
            all.add(forEachSum(inside, Statement.store(store.buffer(), store.index(), contraction.initial())));
        }
        Expression initial = outer > 0 ? partialSum() : contraction.initial();
        Statement block = block(inside, reduction.subList(outer, reduction.size()), initial);
        all.add(Statement.nest(reduction.subList(0, outer), block));
        if (contraction.results().size() > 1 || !store.value().equals(Expression.local(contraction.sum()))) {
            List<Statement> results = new ArrayList<>();
            results.add(new Statement.Let(contraction.sum(), partialSum()));
            results.addAll(contraction.results());
            all.add(forEachSum(inside, new Statement.Block(results)));
        }
        return Statement.nest(contraction.loops().subList(0, fixed), new Statement.Block(all));
    }

    private Expression partialSum() {
        return Expression.load(store.buffer(), store.index());
    }

    private Statement.Contraction block(
            List<Statement.Range> loops, List<Statement.Range> reduction, Expression initial) {
        return new Statement.Contraction(
                loops,
                contraction.padded(),
                reduction,
                contraction.a(),
                contraction.b(),
                contraction.sum(),
                initial,
                List.of(Statement.store(store.buffer(), store.index(), Expression.local(contraction.sum()))));
    }

    private Statement forEachSum(List<Statement.Range> loops, Statement body) {
        int last = loops.size() - 1;
        Statement.Range lane = loops.get(last);
        return Statement.nest(
                loops.subList(0, last),
                new Statement.Lanes(lane.index(), lane.extent(), Affine.of(contraction.padded()), body));
    }

    /** The number of outer loops that stay around all blocks, so that the partial sums inside of them fit into a cache. */
    private int fixedLoops() {
        List<Statement.Range> loops = contraction.loops();
        int fixed = 0;
        while (fixed < loops.size() - 1
                && TileFootprint.points(loops.subList(fixed, loops.size())) * Float.BYTES > RESULT_BYTES) {
            fixed++;
        }
        return fixed;
    }
}
