package dev.lamina.compiler.schedule.packed;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.schedule.ContractionAxes;
import java.util.ArrayList;
import java.util.List;

/**
 * The axes of a contraction, sorted by their role in packing. If B is packed in C = A · B, the width is along the columns of C, the depth
 * along the reduction, and the panel is reused for the rows of C.
 *
 * @param contraction the contraction; where a panel takes only a part of an axis, that axis is already divided in two
 * @param width the axes along which a panel is wide: the packed operand depends on them and the other operand does not; empty if there
 *     are none, and then nothing can be packed
 * @param reuse the axes on which the packed operand does not depend: one panel serves all their points
 * @param chunk how many points of the first reuse axis are worked on at a time; 0 for all
 * @param depth how much of the reduction one panel takes
 */
record PackingAxes(
        Statement.Contraction contraction,
        List<Statement.Range> width,
        List<Statement.Range> reuse,
        int chunk,
        PanelDepth depth) {
    /** The most rows of partial sums that are saved at a time: more would not stay in the caches. */
    private static final int MOST_SAVED = 64;

    /**
     * Sorts the axes for packing one of the operands.
     *
     * @param first whether the first operand is packed
     * @param most the largest width of a panel
     */
    static PackingAxes of(Statement.Contraction contraction, boolean first, int most) {
        List<Statement.Range> width = new ArrayList<>();
        Statement.Contraction divided = takeWidth(contraction, first, most, width);
        List<Statement.Range> invariant = divided.loops().stream()
                .filter(range -> !ContractionAxes.depends(operand(divided, first), range))
                .toList();
        PanelDepth depth = PanelDepth.of(divided.reduction(), ContractionAxes.points(width));
        if (depth.isWholeReduction()) { // then no partial sum is saved, and nothing limits the reuse
            return new PackingAxes(divided, width, invariant, 0, depth);
        }
        List<Statement.Range> reuse = new ArrayList<>();
        int chunk = takeReuse(invariant, reuse);
        return new PackingAxes(divided, width, reuse, chunk, depth);
    }

    static Expression operand(Statement.Contraction contraction, boolean first) {
        return first ? contraction.a() : contraction.b();
    }

    /**
     * Collects the width axes, innermost first. Where the next axis would make a panel too wide, its largest divisor that fits is
     * taken: the contraction returned has that part as an axis of its own.
     */
    private static Statement.Contraction takeWidth(
            Statement.Contraction contraction, boolean first, int most, List<Statement.Range> width) {
        int floats = 1;
        for (int i = contraction.loops().size() - 1; i >= 0; i--) {
            Statement.Range range = contraction.loops().get(i);
            if (!range.extent().isConstant()
                    || !ContractionAxes.depends(operand(contraction, first), range)
                    || ContractionAxes.depends(operand(contraction, !first), range)) {
                continue;
            }
            int extent = range.extent().constant();
            if (extent > most / floats) {
                int part = largestDivisor(extent, most / floats);
                if (part == 1) {
                    return contraction;
                }
                Statement.Contraction divided = ContractionAxes.divideLoop(contraction, i, part);
                width.add(0, divided.loops().get(i + 1));
                return divided;
            }
            floats *= extent;
            width.add(0, range);
        }
        return contraction;
    }

    /** Collects reuse axes, innermost first, while their partial sums may be saved; returns the chunk of the last one, 0 for all of it. */
    private static int takeReuse(List<Statement.Range> invariant, List<Statement.Range> reuse) {
        int sums = 1;
        for (int i = invariant.size() - 1; i >= 0; i--) {
            Statement.Range range = invariant.get(i);
            int most = MOST_SAVED / sums;
            if (range.extent().isConstant() && range.extent().constant() <= most) {
                sums *= range.extent().constant();
                reuse.add(0, range);
            } else if (most > 1) {
                reuse.add(0, range);
                return chunk(range.extent(), most);
            }
        }
        return 0;
    }

    /** The largest divisor of the extent if it is more than half of the most, so that there is no tail; else the most. */
    private static int chunk(Affine extent, int most) {
        int divisor = extent.isConstant() ? largestDivisor(extent.constant(), most) : most;
        return divisor * 2 > most ? divisor : most;
    }

    private static int largestDivisor(int number, int most) {
        int divisor = Math.min(number, Math.max(1, most));
        while (number % divisor != 0) {
            divisor--;
        }
        return divisor;
    }

    /** The loops around everything else: a panel is packed anew for each of their points. */
    List<Statement.Range> outer() {
        return contraction.loops().stream()
                .filter(range -> !width.contains(range) && !reuse.contains(range))
                .toList();
    }
}
