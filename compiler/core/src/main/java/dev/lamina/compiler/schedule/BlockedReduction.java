package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.ExpressionPredicate;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Walk;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits long sums: the outer axes of the reduction move around the loops, and the sums wait in the result's memory in between. The
 * order of each sum stays, but what a tile reads stays in the first cache for the next tile.
 */
final class BlockedReduction {
    /** Floats that move between caches together. */
    private static final int LINE = 16;

    /** Lines of the first cache that have one place each. */
    private static final int SETS = 64;

    /** Bytes a tile's sum may read before it is split, and those one block of it may. */
    private static final long MOST_BYTES = 64 << 10;

    private static final long BLOCK_BYTES = 24 << 10;

    /** Bytes of results that are gone through once for each block: they should stay in the second cache. */
    private static final long RESULT_BYTES = 256 << 10;

    /** Operations after each sum that a tile may repeat for all of its sums; of more, its method would grow too long. */
    private static final int MOST_OPERATIONS = 40;

    /** What the batch is taken for. */
    private static final int BATCH = 64;

    /** Rows of a tile, for the estimate. */
    private static final int ROWS = 4;

    private final Statement.Contraction contraction;
    private final Statement.Store store;

    private BlockedReduction(Statement.Contraction contraction, Statement.Store store) {
        this.contraction = contraction;
        this.store = store;
    }

    /** Loops around a contraction for each block; or null if the sums are better done in one go. */
    static @Nullable Statement split(Statement.Contraction contraction) {
        Statement.Store store = store(contraction);
        if (store == null) {
            return null;
        }
        BlockedReduction whole = new BlockedReduction(contraction, store);
        if (whole.bytes(contraction.reduction(), true) <= MOST_BYTES) {
            return operations(contraction) <= MOST_OPERATIONS ? null : whole.statement(0);
        }
        int last = contraction.reduction().size() - 1;
        int outer = whole.outer();
        int divided = Math.max(0, outer - 1);
        int size = whole.divisor(divided);
        if (size > 1) {
            return new BlockedReduction(ContractionAxes.divide(contraction, divided, size), store)
                    .statement(divided + 1);
        }
        boolean useful = outer > 0 && outer <= last || operations(contraction) > MOST_OPERATIONS;
        return useful ? whole.statement(Math.min(outer, last)) : null;
    }

    /** The store that ends the results, where nothing else touches its buffer: its memory can hold unfinished sums. */
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

    /** What the results are computed from. */
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

    /** How many operations follow each sum. */
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

    /** How many axes are left when a block has taken all that fit as a whole. */
    private int outer() {
        List<Statement.Range> reduction = contraction.reduction();
        int from = reduction.size();
        while (from > 0 && bytes(reduction.subList(from - 1, reduction.size())) <= BLOCK_BYTES) {
            from--;
        }
        return from;
    }

    /** The largest part that divides an axis of the sum and fits in a block with all axes inside of it. */
    private int divisor(int axis) {
        Statement.Range range = contraction.reduction().get(axis);
        if (!range.extent().isConstant()) {
            return 1;
        }
        int size = range.extent().constant() - 1;
        while (size > 1 && !(range.extent().constant() % size == 0 && bytes(axis, size) <= BLOCK_BYTES)) {
            size--;
        }
        return size;
    }

    private long bytes(int axis, int size) {
        List<Statement.Range> part = new ArrayList<>(
                contraction.reduction().subList(axis, contraction.reduction().size()));
        part.set(0, new Statement.Range(part.get(0).index(), Affine.of(size)));
        return bytes(part);
    }

    private Statement statement(int outer) {
        List<Statement.Range> reduction = contraction.reduction();
        int depth = depth();
        List<Statement.Range> inside =
                contraction.loops().subList(depth, contraction.loops().size());
        List<Statement> all = new ArrayList<>();
        if (outer > 0 && !contraction.initial().equals(unfinished())) {
            all.add(pass(inside, Statement.store(store.buffer(), store.index(), contraction.initial())));
        }
        Expression initial = outer > 0 ? unfinished() : contraction.initial();
        Statement blocks = block(inside, reduction.subList(outer, reduction.size()), initial);
        all.add(around(reduction.subList(0, outer), blocks));
        if (contraction.results().size() > 1 || !store.value().equals(Expression.local(contraction.sum()))) {
            List<Statement> results = new ArrayList<>();
            results.add(new Statement.Let(contraction.sum(), unfinished()));
            results.addAll(contraction.results());
            all.add(pass(inside, new Statement.Block(results)));
        }
        return around(contraction.loops().subList(0, depth), new Statement.Block(all));
    }

    private Expression unfinished() {
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

    private static Statement around(List<Statement.Range> loops, Statement body) {
        Statement result = body;
        for (int i = loops.size() - 1; i >= 0; i--) {
            result = Statement.loop(loops.get(i).index(), loops.get(i).extent(), result);
        }
        return result;
    }

    /** Something done once for each result. */
    private Statement pass(List<Statement.Range> loops, Statement each) {
        int last = loops.size() - 1;
        Statement.Range lane = loops.get(last);
        return around(
                loops.subList(0, last),
                new Statement.Lanes(lane.index(), lane.extent(), Affine.of(contraction.padded()), each));
    }

    /** How many loops stay outside of the blocks, so that the results within stay in a cache. */
    private int depth() {
        int depth = 0;
        while (depth < contraction.loops().size() - 1 && resultBytes(depth) > RESULT_BYTES) {
            depth++;
        }
        return depth;
    }

    private long resultBytes(int depth) {
        long floats = 1;
        for (Statement.Range range :
                contraction.loops().subList(depth, contraction.loops().size())) {
            floats *= extent(range);
        }
        return floats * Float.BYTES;
    }

    private long bytes(List<Statement.Range> reduction) {
        return bytes(reduction, false);
    }

    private long bytes(List<Statement.Range> reduction, boolean crowded) {
        return bytes(contraction.a(), reduction, crowded) + bytes(contraction.b(), reduction, crowded);
    }

    /** About how many bytes of whole cache lines an operand's part in one tile is. */
    private long bytes(Expression operand, List<Statement.Range> reduction, boolean crowded) {
        long[] bytes = {0};
        new Walk() {
            @Override
            protected void load(Expression.Load load) {
                bytes[0] += bytes(load, reduction, crowded);
            }
        }.expression(operand);
        return bytes[0];
    }

    private long bytes(Expression.Load load, List<Statement.Range> reduction, boolean crowded) {
        Statement.Range lane = contraction.loops().get(contraction.loops().size() - 1);
        boolean alongLanes = load.index().coefficient(lane.index()) != 0;
        double lines = alongLanes ? 1 : ROWS;
        boolean dense = !alongLanes;
        for (int i = reduction.size() - 1; i >= 0; i--) {
            int stride = Math.abs(load.index().coefficient(reduction.get(i).index()));
            if (stride != 0) {
                boolean first = lines == (alongLanes ? 1 : ROWS);
                double share =
                        dense && stride < LINE ? (double) stride / LINE : crowded && first ? crowding(stride) : 1;
                lines *= Math.max(1, extent(reduction.get(i)) * share);
                dense = false;
            }
        }
        return (long) (lines * LINE * Float.BYTES);
    }

    /** Lines at a distance of a power of two share few of a cache's sets, and take the room of as many as lie between them. */
    private static int crowding(int stride) {
        return stride % LINE == 0 ? Math.min(Integer.lowestOneBit(stride / LINE), SETS) : 1;
    }

    private static long extent(Statement.Range range) {
        long extent = range.extent().constant();
        for (Symbol symbol : range.extent().symbols()) {
            extent += (long) range.extent().coefficient(symbol) * BATCH;
        }
        return extent;
    }
}
