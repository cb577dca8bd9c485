package dev.lamina.compiler.schedule.packed;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.schedule.ContractionAxes;
import java.util.ArrayList;
import java.util.List;

/**
 * The axes of a contraction by their role in packing. If C = A · B and B is packed, a panel is a part of B. Its width is along the columns
 * of C, its depth is along the reduction, and the rows of C reuse it.
 *
 * @param contraction the contraction; if a panel takes only a part of an axis, that axis is already divided in two
 * @param width the axes along the width of a panel: the packed operand depends on them and the other operand does not; if there are none,
 *     nothing can be packed
 * @param reuse the axes on which the packed operand does not depend: all their points use the same panel
 * @param chunk the loops take this many points of the first reuse axis at a time; 0 for all points
 * @param depth how much of the reduction one panel takes
 */
record PackingAxes(
        Statement.Contraction contraction,
        List<Statement.Range> width,
        List<Statement.Range> reuse,
        int chunk,
        PanelDepth depth) {
    /** The partial sums of at most this many points are saved at a time: more would not stay in the caches. */
    private static final int MOST_SAVED = 64;

    /**
     * Finds the roles of the axes for packing one of the operands.
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
        if (depth.isWholeReduction()) { // no partial sum is saved, so nothing limits the reuse
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
     * Collects the width axes, innermost first. If the next axis makes a panel too wide, this divides the axis, so that the panel takes the
     * largest divisor that fits; it returns the contraction with the divided axis.
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

    /** Collects reuse axes, innermost first, while the partial sums of their points can be saved; returns the chunk of the outermost. */
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

    /** The size of a chunk: the largest divisor of the extent, so that there is no tail, unless that is less than half of {@code most}. */
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

    /** The outermost loops. Each of their points packs its own panels. */
    List<Statement.Range> outer() {
        return contraction.loops().stream()
                .filter(range -> !width.contains(range) && !reuse.contains(range))
                .toList();
    }
}
