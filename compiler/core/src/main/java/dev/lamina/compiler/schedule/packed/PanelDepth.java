package dev.lamina.compiler.schedule.packed;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.schedule.ContractionAxes;
import dev.lamina.compiler.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;

/**
 * How many products of a sum are done in one go: all of the inner axes of the reduction, and some steps of the next.
 *
 * @param outer the axes that are looped over, one step at a time
 * @param steps of the next axis, how many make a block: the first as often as it fits, then the second
 * @param split the next axis; what stands here if there is none has one step
 * @param inner the axes of which a block has all
 */
record PanelDepth(
        List<Statement.Range> outer, Statement.Range split, List<Integer> steps, List<Statement.Range> inner) {
    /** Products that are added to a row in one pass: with sixteen, the just-in-time compiler makes no vectors. */
    static final int PASS = 8;

    /** Rows that are laid out at a time, and floats of all of them: they should stay in a first cache of 32 KiB. */
    private static final int MOST_ROWS = 32;

    private static final int MOST_FLOATS = 7168;

    private static final Statement.Range ONCE = new Statement.Range(new Symbol("once"), Affine.of(1));

    static PanelDepth of(List<Statement.Range> reduction, int floats) {
        int most = Math.max(PASS, Math.min(MOST_ROWS, MOST_FLOATS / floats - 1) / PASS * PASS);
        int inner = reduction.size();
        int products = 1;
        while (inner > 0 && fits(reduction.get(inner - 1), most / products)) {
            inner--;
            products *= reduction.get(inner).extent().constant();
        }
        List<Statement.Range> whole = reduction.subList(inner, reduction.size());
        if (inner == 0) {
            return new PanelDepth(List.of(), ONCE, List.of(1), whole);
        }
        Statement.Range split = reduction.get(inner - 1);
        return new PanelDepth(
                reduction.subList(0, inner - 1), split, steps(split.extent(), products, most / products), whole);
    }

    private static boolean fits(Statement.Range range, int most) {
        return range.extent().isConstant() && range.extent().constant() <= most;
    }

    private static List<Integer> steps(Affine extent, int inner, int most) {
        int best = 1;
        for (int steps = 2; steps <= most; steps++) {
            if (perPass(steps * inner) >= perPass(best * inner)) {
                best = steps;
            }
        }
        List<Integer> steps = new ArrayList<>(List.of(best));
        if (extent.isConstant()) {
            int rest = extent.constant() % best;
            if (rest > 0) {
                steps.add(rest);
            }
            return steps;
        }
        for (int rest = PASS; rest >= 1; rest /= 2) {
            if (rest < best && (rest == 1 || inner == 1)) {
                steps.add(rest);
            }
        }
        return steps;
    }

    private static double perPass(int products) {
        return products / Math.ceil(products / (double) PASS);
    }

    /** Whether one block is all there is. */
    boolean isWhole() {
        return split.equals(ONCE);
    }

    /** The products of the largest block. */
    int most() {
        return products(steps.get(0));
    }

    /** The products of a block of so many steps. */
    int products(int ofSplit) {
        return ofSplit * ContractionAxes.points(inner);
    }

    /** About how many products a sum has. */
    double allProducts() {
        double all = extent(split) * ContractionAxes.points(inner);
        for (Statement.Range range : outer) {
            all *= extent(range);
        }
        return all;
    }

    private static double extent(Statement.Range range) {
        return range.extent().isConstant() ? range.extent().constant() : Schedule.USUAL_CALL;
    }
}
