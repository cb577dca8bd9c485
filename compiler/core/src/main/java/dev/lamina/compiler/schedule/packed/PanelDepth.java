package dev.lamina.compiler.schedule.packed;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.schedule.ContractionAxes;
import dev.lamina.compiler.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;

/**
 * The depth of a panel, that is, the part of the reduction that it takes: all inner axes, and some points of the axis around them, the
 * split axis. Panels of smaller depth take the tail of the split axis ({@link dev.lamina.compiler.schedule.TailStrategy#SMALLER_TILES}).
 *
 * @param outer the axes around the split axis; each of their points has its own panels
 * @param split the axis that is split; one of extent 1 if the inner axes are the whole reduction
 * @param sizes the numbers of points of the split axis that a panel takes: the first as often as it fits, then the next for the tail
 * @param inner the axes of which a panel takes all points
 */
record PanelDepth(
        List<Statement.Range> outer, Statement.Range split, List<Integer> sizes, List<Statement.Range> inner) {
    /** One loop over the width adds this many products to each accumulator. With sixteen, C2 does not vectorise it. */
    static final int UNROLL = 8;

    /**
     * The sizes of panels for a tail whose length is known at run time only. Each is a method; three of them leave a tail of at most seven
     * with three panels, as 4, 2 and 1 would.
     */
    private static final List<Integer> TAILS = List.of(UNROLL, 3, 1);

    /** The most products that a panel adds to each sum. */
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

    /** The sizes of the panels: the one that fills the loops over the width best, then smaller ones for the tail. */
    private static List<Integer> sizes(Affine extent, int inner, int most) {
        int best = best(inner, most);
        List<Integer> sizes = new ArrayList<>(List.of(best));
        if (extent.isConstant()) {
            int tail = extent.constant() % best;
            if (tail > 0) {
                sizes.add(tail);
            }
            return sizes;
        }
        TAILS.stream().filter(tail -> tail < best && (tail == 1 || inner == 1)).forEach(sizes::add);
        return sizes;
    }

    private static int best(int inner, int most) {
        int best = 1;
        for (int size = 2; size <= most; size++) {
            if (productsPerLoop(size * inner) >= productsPerLoop(best * inner)) {
                best = size;
            }
        }
        return best;
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

    /** An estimate of the number of products of each complete sum. */
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
