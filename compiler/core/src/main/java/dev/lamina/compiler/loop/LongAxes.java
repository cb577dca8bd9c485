package dev.lamina.compiler.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Sorts the loops of a contraction for {@link RowPlan}: those that make a row, those for which the same rows serve, and the others. */
final class LongAxes {
    /** Sums for which a row serves at most: more leave the caches. */
    private static final int MOST_REUSED = 64;

    private final boolean first;
    private final int most;
    private final List<Statement.Range> along = new ArrayList<>();
    private final List<Statement.Range> reused = new ArrayList<>();
    private Statement.Contraction contraction;
    private int chunk;

    /**
     * @param first whether rows are made of the first operand
     * @param most the floats of a row at most
     */
    LongAxes(Statement.Contraction contraction, boolean first, int most) {
        this.contraction = contraction;
        this.first = first;
        this.most = most;
        takeAlong();
        takeReused();
    }

    /** From the innermost axis outwards, of the last one a part. */
    private void takeAlong() {
        int floats = 1;
        for (int i = contraction.loops().size() - 1; i >= 0; i--) {
            Statement.Range range = contraction.loops().get(i);
            if (!range.extent().isConstant() || !varies(operand(), range) || varies(factor(), range)) {
                continue;
            }
            int extent = range.extent().constant();
            if (extent > most / floats) {
                takePart(i, divisor(extent, most / floats));
                return;
            }
            floats *= extent;
            along.add(0, range);
        }
    }

    private void takePart(int axis, int size) {
        if (size > 1) {
            contraction = Axes.divideLoop(contraction, axis, size);
            along.add(0, contraction.loops().get(axis + 1));
        }
    }

    private void takeReused() {
        int sums = 1;
        for (int i = contraction.loops().size() - 1; i >= 0; i--) {
            Statement.Range range = contraction.loops().get(i);
            if (along.contains(range) || varies(operand(), range)) {
                continue;
            }
            int room = MOST_REUSED / sums;
            if (range.extent().isConstant() && range.extent().constant() <= room) {
                sums *= range.extent().constant();
                reused.add(0, range);
            } else if (room > 1) {
                chunk = chunk(range.extent(), room);
                reused.add(0, range);
                return;
            }
        }
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
        return LaneAxis.of(range.index(), Set.of(), List.of()).varies(expression);
    }

    /** The contraction, with axes divided where a part of one is taken. */
    Statement.Contraction contraction() {
        return contraction;
    }

    /** What rows are made of. */
    Expression operand() {
        return first ? contraction.a() : contraction.b();
    }

    /** What is the same for a whole row. */
    Expression factor() {
        return first ? contraction.b() : contraction.a();
    }

    /** The axes that make a row; empty if there is no such row. */
    List<Statement.Range> along() {
        return along;
    }

    /** The axes for which the same rows serve. */
    List<Statement.Range> reused() {
        return reused;
    }

    /** How much of the first reused axis is taken at a time; 0 if that is all of it. */
    int chunk() {
        return chunk;
    }

    List<Statement.Range> others() {
        return contraction.loops().stream()
                .filter(range -> !along.contains(range) && !reused.contains(range))
                .toList();
    }
}
