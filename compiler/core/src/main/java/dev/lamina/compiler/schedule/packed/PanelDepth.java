package dev.lamina.compiler.schedule.packed;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.schedule.ContractionAxes;
import dev.lamina.compiler.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of the reduction one panel takes, its depth: the inner axes as a whole, and some points of the axis around them, which is
 * split. The tail of that axis is left to panels of smaller depth
 * ({@link dev.lamina.compiler.schedule.TailStrategy#SMALLER_TILES}).
 *
 * @param outer the axes around the split one; each of their points has panels of its own
 * @param split the axis that is split; one of extent 1 if the inner axes are the whole reduction
 * @param sizes how many points of the split axis a panel takes: the first size as often as it fits, then the next
 * @param inner the axes that a panel takes as a whole
 */
record PanelDepth(
        List<Statement.Range> outer, Statement.Range split, List<Integer> sizes, List<Statement.Range> inner) {
    /** Products that one loop over the width adds to each accumulator. With sixteen, C2 makes no vectors. */
    static final int UNROLL = 8;

    private static final int MOST_DEPTH = 32;

    /** The most floats of a panel: it should stay in a first-level cache of 32 KiB. */
    private static final int MOST_FLOATS = 7168;

    private static final Statement.Range ONE_POINT = new Statement.Range(new Symbol("once"), Affine.of(1));

    static PanelDepth of(List<Statement.Range> reduction, int width) {
        int most = Math.max(UNROLL, Math.min(MOST_DEPTH, MOST_FLOATS / width - 1) / UNROLL * UNROLL);
        int first = reduction.size();
        int products = 1;
        while (first > 0 && fits(reduction.get(first - 1), most / products)) {
            first--;
            products *= reduction.get(first).extent().constant();
        }
        List<Statement.Range> inner = reduction.subList(first, reduction.size());
        if (first == 0) {
            return new PanelDepth(List.of(), ONE_POINT, List.of(1), inner);
        }
        Statement.Range split = reduction.get(first - 1);
        return new PanelDepth(
                reduction.subList(0, first - 1), split, sizes(split.extent(), products, most / products), inner);
    }

    private static boolean fits(Statement.Range range, int most) {
        return range.extent().isConstant() && range.extent().constant() <= most;
    }

    private static List<Integer> sizes(Affine extent, int inner, int most) {
        int best = 1;
        for (int size = 2; size <= most; size++) {
            if (productsPerLoop(size * inner) >= productsPerLoop(best * inner)) {
                best = size;
            }
        }
        List<Integer> sizes = new ArrayList<>(List.of(best));
        if (extent.isConstant()) {
            int tail = extent.constant() % best;
            if (tail > 0) {
                sizes.add(tail);
            }
            return sizes;
        }
        for (int tail = UNROLL; tail >= 1; tail /= 2) {
            if (tail < best && (tail == 1 || inner == 1)) {
                sizes.add(tail);
            }
        }
        return sizes;
    }

    /** How many products one loop over the width adds on average: {@link #UNROLL} at best. */
    private static double productsPerLoop(int products) {
        return products / Math.ceil(products / (double) UNROLL);
    }

    /** Whether one panel takes the whole reduction, so that each sum is complete after it. */
    boolean isWholeReduction() {
        return split.equals(ONE_POINT);
    }

    /** The depth of the deepest panel: the number of products it adds to each sum. */
    int deepest() {
        return sizes.get(0) * ContractionAxes.points(inner);
    }

    /** About how many products each sum has in all. */
    double allProducts() {
        double all = extent(split) * ContractionAxes.points(inner);
        for (Statement.Range range : outer) {
            all *= extent(range);
        }
        return all;
    }

    private static double extent(Statement.Range range) {
        return range.extent().isConstant() ? range.extent().constant() : Schedule.TYPICAL_CALL;
    }
}
