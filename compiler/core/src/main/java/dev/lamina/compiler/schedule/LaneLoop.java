package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import java.util.ArrayList;
import java.util.List;

/**
 * The loop along a lane axis.
 *
 * @param to where the loop ends: for a padded axis the last vector may reach beyond the extent
 * @param tail what becomes of what fills no vector
 */
record LaneLoop(Affine extent, Affine to, boolean vectors, TailStrategy tail) {
    /** What is done for so many columns, which are vectors or floats. */
    interface Column {
        Statement of(int columns, boolean vector);
    }

    static LaneLoop of(Affine extent, Affine padded, boolean vectors) {
        if (!vectors) {
            return new LaneLoop(extent, extent, false, TailStrategy.NONE);
        }
        if (aligned(extent)) {
            return new LaneLoop(extent, extent, true, TailStrategy.NONE);
        }
        if (aligned(padded) && extent.isConstant() && padded.isConstant() && padded.constant() > extent.constant()) {
            return new LaneLoop(extent, roomy(extent.constant(), padded.constant()), true, TailStrategy.PADDED);
        }
        return new LaneLoop(extent, extent, true, TailStrategy.FLOATS);
    }

    /** A whole number of double vectors where that wastes little, so that single ones need no code; else the last useful vector. */
    private static Affine roomy(int extent, int padded) {
        int doubles = roundUp(extent, 2 * Schedule.ALIGNMENT);
        return doubles <= padded && doubles - extent < 8
                ? Affine.of(doubles)
                : Affine.of(Symbol.LANES).plus(extent - 1);
    }

    private static int roundUp(int number, int multiple) {
        return (number + multiple - 1) / multiple * multiple;
    }

    private static boolean aligned(Affine extent) {
        return extent.constant() % Schedule.ALIGNMENT == 0
                && extent.symbols().stream().allMatch(symbol -> extent.coefficient(symbol) % Schedule.ALIGNMENT == 0);
    }

    /** Whether one vector is all there is on most processors. */
    boolean isNarrow() {
        return vectors && extent.isConstant() && extent.constant() <= 8;
    }

    /** Of some numbers of columns, those that are ever needed. */
    List<Integer> useful(List<Integer> columns) {
        if (isNarrow()) {
            return List.of(1);
        }
        List<Integer> useful = new ArrayList<>();
        for (int count : columns) {
            int widest = vectors ? count * Schedule.ALIGNMENT : count;
            int narrowest = vectors ? count * 4 : count;
            if (to.isConstant() ? narrowest <= to.constant() : reaches(count)) {
                useful.add(count);
            }
            if (to.isConstant() && to.constant() % widest == 0) {
                break;
            }
        }
        return useful;
    }

    /** Whether the last of so many vectors of the least length there is in practice, four floats, begins before the extent ends. */
    private boolean reaches(int columns) {
        return to.coefficient(Symbol.LANES) == 0 || !extent.isConstant() || (columns - 1) * 4 < extent.constant();
    }

    Statement loop(Symbol index, List<Integer> columns, Column column) {
        List<Statement.SteppedBody> bodies = new ArrayList<>();
        for (int count : columns) {
            Affine step = vectors ? Affine.of(Symbol.LANES, count) : Affine.of(count);
            bodies.add(new Statement.SteppedBody(step, column.of(count, vectors)));
        }
        if (tail == TailStrategy.FLOATS) {
            bodies.add(new Statement.SteppedBody(Affine.of(1), column.of(1, false)));
        }
        return new Statement.Loop(index, Bound.of(0), Bound.of(to), bodies);
    }
}
