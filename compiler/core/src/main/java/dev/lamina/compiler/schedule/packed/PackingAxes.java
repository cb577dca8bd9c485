package dev.lamina.compiler.schedule.packed;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.schedule.ContractionAxes;
import dev.lamina.compiler.schedule.LaneAnalysis;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The loops of a contraction sorted for {@link PackingPlan}.
 *
 * @param contraction with axes divided where a part of one is taken
 * @param along the axes that make a row of the operand; empty if there is no such row
 * @param reused the axes for which the same rows serve
 * @param chunk how much of the first reused axis is taken at a time; 0 if that is all of it
 * @param block how many products are added in one go
 */
record PackingAxes(
        Statement.Contraction contraction,
        List<Statement.Range> along,
        List<Statement.Range> reused,
        int chunk,
        PanelDepth block) {
    /** Sums that wait while rows serve others, at most: more leave the caches. */
    private static final int MOST_WAITING = 64;

    /**
     * @param first whether rows are made of the first operand
     * @param most the floats of a row at most
     */
    static PackingAxes of(Statement.Contraction contraction, boolean first, int most) {
        List<Statement.Range> along = new ArrayList<>();
        Statement.Contraction divided = takeAlong(contraction, first, most, along);
        List<Statement.Range> steady = divided.loops().stream()
                .filter(range -> !varies(operand(divided, first), range))
                .toList();
        PanelDepth block = PanelDepth.of(divided.reduction(), ContractionAxes.points(along));
        if (block.isWhole()) { // no sum waits
            return new PackingAxes(divided, along, steady, 0, block);
        }
        List<Statement.Range> reused = new ArrayList<>();
        int chunk = takeReused(steady, reused);
        return new PackingAxes(divided, along, reused, chunk, block);
    }

    static Expression operand(Statement.Contraction contraction, boolean first) {
        return first ? contraction.a() : contraction.b();
    }

    /** From the innermost axis outwards, of the last one a part: the contraction has it as an axis of its own. */
    private static Statement.Contraction takeAlong(
            Statement.Contraction contraction, boolean first, int most, List<Statement.Range> along) {
        int floats = 1;
        for (int i = contraction.loops().size() - 1; i >= 0; i--) {
            Statement.Range range = contraction.loops().get(i);
            if (!range.extent().isConstant()
                    || !varies(operand(contraction, first), range)
                    || varies(operand(contraction, !first), range)) {
                continue;
            }
            int extent = range.extent().constant();
            if (extent > most / floats) {
                int part = divisor(extent, most / floats);
                if (part == 1) {
                    return contraction;
                }
                Statement.Contraction divided = ContractionAxes.divideLoop(contraction, i, part);
                along.add(0, divided.loops().get(i + 1));
                return divided;
            }
            floats *= extent;
            along.add(0, range);
        }
        return contraction;
    }

    /** Takes loops from the innermost outwards; how much of the last one at a time, or 0 if all of it. */
    private static int takeReused(List<Statement.Range> loops, List<Statement.Range> reused) {
        int sums = 1;
        for (int i = loops.size() - 1; i >= 0; i--) {
            Statement.Range range = loops.get(i);
            int room = MOST_WAITING / sums;
            if (range.extent().isConstant() && range.extent().constant() <= room) {
                sums *= range.extent().constant();
                reused.add(0, range);
            } else if (room > 1) {
                reused.add(0, range);
                return chunk(range.extent(), room);
            }
        }
        return 0;
    }

    private static int chunk(Affine extent, int room) {
        int divisor = extent.isConstant() ? divisor(extent.constant(), room) : room;
        return divisor * 2 > room ? divisor : room;
    }

    /** The largest divisor up to a most. */
    private static int divisor(int number, int most) {
        int divisor = Math.min(number, Math.max(1, most));
        while (number % divisor != 0) {
            divisor--;
        }
        return divisor;
    }

    private static boolean varies(Expression expression, Statement.Range range) {
        return LaneAnalysis.of(range.index(), Set.of(), List.of()).varies(expression);
    }

    List<Statement.Range> others() {
        return contraction.loops().stream()
                .filter(range -> !along.contains(range) && !reused.contains(range))
                .toList();
    }
}
