package dev.lamina.compiler.loop;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a contraction is done in long rows, for the scalar target. The just-in-time compiler makes vectors of
 * {@code rows[j] = fma(x1, rows[j + 2 * N], fma(x0, rows[j + N], rows[j]))}, where all that is read and written lies at constant distances
 * that are whole vectors, and of nothing else that sums products: where distances are known at run time only, it adds float by float. So
 * one operand is laid out in rows in an array of their own, behind a row of sums, where enough other sums use the same rows.
 *
 * @param contraction with axes divided where a part of one is taken
 * @param operand what is laid out in rows
 * @param factor what is the same for a whole row
 * @param outer the loops around everything
 * @param reused the loops for which the same rows serve
 * @param chunk how much of the first reused axis is taken at a time; 0 if that is all of it
 * @param along the axes that make a row
 * @param block how many products are added in one go
 */
record RowPlan(
        Statement.Contraction contraction,
        Expression.Load operand,
        Expression factor,
        List<Statement.Range> outer,
        List<Statement.Range> reused,
        int chunk,
        List<Statement.Range> along,
        RowBlock block) {
    /** A call with fewer samples (or steps) than this is better done in tiles. */
    static final int FEW = 4;

    /** Floats of a row at most: of longer ones fewer fit into a cache. */
    private static final List<Integer> MOST_ALONG = List.of(448, 256, 128);

    /** What a call's samples or steps are taken for. */
    private static final int CALL = 32;

    private static final Expression ONE = Expression.constant(1);

    /** The fastest there is; null if there is none. */
    static @Nullable RowPlan of(Statement.Contraction contraction) {
        RowPlan best = null;
        for (int most : MOST_ALONG) {
            for (boolean first : List.of(true, false)) {
                RowPlan next = of(contraction, new LongAxes(contraction, first, most));
                if (next != null && (best == null || next.relativeTime() < best.relativeTime())) {
                    best = next;
                }
            }
        }
        return best;
    }

    private static @Nullable RowPlan of(Statement.Contraction contraction, LongAxes axes) {
        boolean possible = axes.operand() instanceof Expression.Load load
                && load.buffer().element() == Buffer.Element.FLOAT
                && !axes.factor().equals(ONE)
                && !contraction.reduction().isEmpty()
                && !axes.along().isEmpty()
                && !axes.reused().isEmpty();
        return possible
                ? new RowPlan(
                        axes.contraction(),
                        (Expression.Load) axes.operand(),
                        axes.factor(),
                        axes.others(),
                        axes.reused(),
                        axes.chunk(),
                        axes.along(),
                        RowBlock.of(contraction.reduction(), size(axes.along())))
                : null;
    }

    /** The number of points of some loops of constant extent. */
    static int size(List<Statement.Range> ranges) {
        return ranges.stream().mapToInt(range -> range.extent().constant()).reduce(1, Math::multiplyExact);
    }

    /** The floats of a row. */
    int floats() {
        return size(along);
    }

    /** From one row to the next: whole vectors, or the just-in-time compiler makes none. */
    int stride() {
        return (floats() + Schedule.ALIGNMENT - 1) / Schedule.ALIGNMENT * Schedule.ALIGNMENT;
    }

    /** The rows of sums for which the operand's rows serve, at most. */
    int sums() {
        return chunk == 0 ? size(reused) : Math.multiplyExact(chunk, size(reused.subList(1, reused.size())));
    }

    /** Where in {@link Buffer#ROWS} the sums wait to which nothing is being added: behind the row of sums at work and the operand's. */
    int firstWaiting() {
        return (block.most() + 1) * stride();
    }

    /** The floats of {@link Buffer#ROWS} that are used. */
    int room() {
        return Math.addExact(firstWaiting(), block.isWhole() ? 0 : Math.multiplyExact(sums(), stride()));
    }

    /** How many neighbours in a row are neighbours where they come from too. */
    int run() {
        int run = 1;
        for (int i = along.size() - 1; i >= 0; i--) {
            if (operand.index().coefficient(along.get(i).index()) != run) {
                break;
            }
            run *= along.get(i).extent().constant();
        }
        return run;
    }

    /** Whether as many samples or steps as a call has are taken by chunks. */
    boolean isChunkOfCall() {
        return chunk > 0 && !reused.get(0).extent().isConstant();
    }

    /**
     * The time for one product of each sum, compared with tiles of floats. In nanoseconds, as measured on a processor with vectors of 16
     * floats: adding eight products to a row of N takes 16 + 0.09 N, copying it 5 + 0.03 N, laying out a float 0.15 in a run or else 0.35, a
     * result 0.6; a product in a tile 0.125.
     */
    double relativeTime() {
        int floats = floats();
        int products = block.most();
        double sums = isChunkOfCall() ? (double) sums() / chunk * Math.min(chunk, CALL) : sums();
        double passes = Math.ceil((double) products / RowBlock.PASS) * (16 + 0.09 * floats);
        double copies = (block.isWhole() ? 1 : 2) * (5 + 0.03 * floats);
        double results = 0.6 * floats / block.allProducts();
        double layingOut = floats * (run() >= Schedule.ALIGNMENT ? 0.15 : 0.35);
        return (layingOut + sums * ((passes + copies) / products + results)) / (sums * floats * 0.125);
    }
}
