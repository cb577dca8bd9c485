package dev.lamina.compiler.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Splits long sums: the outer axes of the reduction move around the loops, and the sums wait in the result's memory in between. The
 * order of each sum stays, but what a tile reads stays in the first cache for the next tile.
 */
final class SumBlocks {
    /** Floats that move between caches together. */
    private static final int LINE = 16;

    /** Lines of the first cache that have one place each. */
    private static final int SETS = 64;

    /** Bytes a tile's sum may read before it is split, and those one block of it may. */
    private static final long MOST_BYTES = 64 << 10;

    private static final long BLOCK_BYTES = 24 << 10;

    /** Bytes of results that are gone through once for each block: they should stay in the second cache. */
    private static final long RESULT_BYTES = 256 << 10;

    /** What the batch is taken for. */
    private static final int BATCH = 64;

    /** Rows of a tile, for the estimate. */
    private static final int ROWS = 4;

    private final Statement.Contraction contraction;
    private final Statement.Store store;

    private SumBlocks(Statement.Contraction contraction, Statement.Store store) {
        this.contraction = contraction;
        this.store = store;
    }

    /** The contraction in blocks, each made loops by {@code tiling}; or null if it is better done in one go. */
    static @Nullable Statement split(
            Statement.Contraction contraction, Function<Statement.Contraction, Statement> tiling) {
        Statement.Store store = store(contraction);
        if (store == null) {
            return null;
        }
        SumBlocks whole = new SumBlocks(contraction, store);
        if (whole.bytes(contraction.reduction(), true) <= MOST_BYTES) {
            return null;
        }
        int last = contraction.reduction().size() - 1;
        int outer = whole.outer();
        int divided = Math.max(0, outer - 1);
        int size = whole.divisor(divided);
        if (size > 1) {
            return new SumBlocks(Axes.divide(contraction, divided, size), store).statement(tiling, divided + 1);
        }
        return outer == 0 || outer > last ? null : whole.statement(tiling, outer);
    }

    /** The one store of the results, where nothing else touches its buffer: its memory can hold unfinished sums. */
    private static Statement.@Nullable Store store(Statement.Contraction contraction) {
        if (contraction.results().size() != 1
                || !(contraction.results().get(0) instanceof Statement.Store store)
                || store.buffer().element() != Buffer.Element.FLOAT) {
            return null;
        }
        Expression old = Expression.load(store.buffer(), store.index());
        boolean free = !loads(contraction.a(), store.buffer())
                && !loads(contraction.b(), store.buffer())
                && !loads(store.value(), store.buffer())
                && (contraction.initial().equals(old) || !loads(contraction.initial(), store.buffer()));
        boolean distinct =
                contraction.loops().stream().allMatch(range -> store.index().coefficient(range.index()) != 0);
        return free && distinct ? store : null;
    }

    private static boolean loads(Expression expression, Buffer buffer) {
        return expression instanceof Expression.Load load && load.buffer().equals(buffer)
                || expression.operands().stream().anyMatch(operand -> loads(operand, buffer));
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

    private Statement statement(Function<Statement.Contraction, Statement> tiling, int outer) {
        List<Statement.Range> reduction = contraction.reduction();
        Expression unfinished = Expression.load(store.buffer(), store.index());
        Statement.Contraction block = new Statement.Contraction(
                contraction.loops(),
                contraction.padded(),
                reduction.subList(outer, reduction.size()),
                contraction.a(),
                contraction.b(),
                contraction.sum(),
                unfinished,
                List.of(Statement.store(store.buffer(), store.index(), Expression.local(contraction.sum()))));
        int depth = depth();
        List<Statement.Range> inside =
                contraction.loops().subList(depth, contraction.loops().size());
        Statement body = tiling.apply(within(block, inside));
        for (int i = outer - 1; i >= 0; i--) {
            body = Statement.loop(reduction.get(i).index(), reduction.get(i).extent(), body);
        }
        List<Statement> all = new ArrayList<>();
        if (!contraction.initial().equals(unfinished)) {
            all.add(pass(inside, Statement.store(store.buffer(), store.index(), contraction.initial())));
        }
        all.add(body);
        if (!store.value().equals(Expression.local(contraction.sum()))) {
            all.add(pass(inside, Statement.block(new Statement.Let(contraction.sum(), unfinished), store)));
        }
        Statement result = new Statement.Block(all);
        for (int i = depth - 1; i >= 0; i--) {
            Statement.Range range = contraction.loops().get(i);
            result = Statement.loop(range.index(), range.extent(), result);
        }
        return result;
    }

    private static Statement.Contraction within(Statement.Contraction block, List<Statement.Range> loops) {
        return new Statement.Contraction(
                loops,
                block.padded(),
                block.reduction(),
                block.a(),
                block.b(),
                block.sum(),
                block.initial(),
                block.results());
    }

    /** Something done once for each result. */
    private Statement pass(List<Statement.Range> loops, Statement each) {
        Statement.Range lane = loops.get(loops.size() - 1);
        Statement result = new Statement.Lanes(lane.index(), lane.extent(), Affine.of(contraction.padded()), each);
        for (int i = loops.size() - 2; i >= 0; i--) {
            result = Statement.loop(loops.get(i).index(), loops.get(i).extent(), result);
        }
        return result;
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
        if (!(operand instanceof Expression.Load load)) {
            return operand.operands().stream()
                    .mapToLong(part -> bytes(part, reduction, crowded))
                    .sum();
        }
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
