package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import java.util.ArrayList;
import java.util.List;

/**
 * The loop along a lane axis. It steps over columns: a column is one vector or one float.
 *
 * @param to the end of the loop; on a padded axis the last vector may reach beyond the extent
 * @param vectors whether a column is a vector; else it is a float
 * @param tail how the last lanes are computed if they do not fill a vector
 */
record LaneLoop(Affine extent, Affine to, boolean vectors, TailStrategy tail) {
    /** The fewest floats of a vector on processors in use. */
    private static final int FEWEST_LANES = 4;

    /** Makes a body that computes some columns, which are vectors or floats. */
    interface Body {
        Statement of(int columns, boolean vector);
    }

    static LaneLoop of(Affine extent, Affine padded, boolean vectors) {
        if (!vectors) {
            return new LaneLoop(extent, extent, false, TailStrategy.NONE);
        }
        if (isAligned(extent)) {
            return new LaneLoop(extent, extent, true, TailStrategy.NONE);
        }
        if (isAligned(padded) && extent.isConstant() && padded.isConstant() && padded.constant() > extent.constant()) {
            return new LaneLoop(extent, paddedEnd(extent.constant(), padded.constant()), true, TailStrategy.PADDED);
        }
        return new LaneLoop(extent, extent, true, TailStrategy.FLOATS);
    }

    /**
     * The end of a loop over a padded axis. It is a multiple of two vectors if that wastes less than 8 lanes: then steps of two vectors
     * leave no tail. Else it is the end of the last vector that begins within the extent.
     */
    private static Affine paddedEnd(int extent, int padded) {
        int pairs = roundUp(extent, 2 * Schedule.ALIGNMENT);
        return pairs <= padded && pairs - extent < 8
                ? Affine.of(pairs)
                : Affine.of(Symbol.LANES).plus(extent - 1);
    }

    private static int roundUp(int number, int multiple) {
        return (number + multiple - 1) / multiple * multiple;
    }

    private static boolean isAligned(Affine extent) {
        return extent.constant() % Schedule.ALIGNMENT == 0
                && extent.symbols().stream().allMatch(symbol -> extent.coefficient(symbol) % Schedule.ALIGNMENT == 0);
    }

    /**
     * The same loop, but to the end of the padding if that is a multiple of two vectors of 16 lanes. Then steps of two vectors of any number
     * of lanes leave no tail, so tiles of one size do. Vectors of 16 lanes reach as far in any case, and two vectors take as long as one.
     */
    LaneLoop inPairs() {
        if (tail != TailStrategy.PADDED) {
            return this;
        }
        int end = roundUp(extent.constant(), Schedule.ALIGNMENT);
        return end % (2 * Schedule.ALIGNMENT) == 0 ? new LaneLoop(extent, Affine.of(end), true, tail) : this;
    }

    /** Whether one vector of 16 lanes covers the axis. */
    boolean isNarrow() {
        return vectors && extent.isConstant() && extent.constant() <= Schedule.ALIGNMENT;
    }

    /** Whether steps of this many columns, which may be vectors of any number of lanes, end exactly at the end of the loop. */
    boolean isCoveredBy(int columns) {
        return to.isConstant() && to.constant() % (vectors ? columns * Schedule.ALIGNMENT : columns) == 0;
    }

    /** The numbers of columns for which the loop needs a body: those whose body runs on some processor with vectors of 4 to 16 lanes. */
    List<Integer> useful(List<Integer> columns) {
        if (isNarrow()) {
            return List.of(1);
        }
        List<Integer> useful = new ArrayList<>();
        for (int count : columns) {
            int widest = vectors ? count * Schedule.ALIGNMENT : count;
            int narrowest = vectors ? count * FEWEST_LANES : count;
            if (to.isConstant() ? narrowest <= to.constant() : lastVectorBegins(count)) {
                useful.add(count);
            }
            if (to.isConstant() && to.constant() % widest == 0) {
                break;
            }
        }
        return useful;
    }

    /** Whether the last of this many vectors begins within the extent, if vectors have the fewest lanes. */
    private boolean lastVectorBegins(int columns) {
        return to.coefficient(Symbol.LANES) == 0
                || !extent.isConstant()
                || (columns - 1) * FEWEST_LANES < extent.constant();
    }

    /** The loop with a body for each number of columns, largest first. Each further body takes the columns that the one before leaves. */
    Statement loop(Symbol index, List<Integer> columns, Body body) {
        List<Statement.SteppedBody> bodies = new ArrayList<>();
        for (int count : columns) {
            Affine step = vectors ? Affine.of(Symbol.LANES, count) : Affine.of(count);
            bodies.add(new Statement.SteppedBody(step, body.of(count, vectors)));
        }
        switch (tail) {
            case NONE, PADDED -> {} // the bodies above reach the end
            case FLOATS -> bodies.add(new Statement.SteppedBody(Affine.of(1), body.of(1, false)));
            case SMALLER_TILES, CLIPPED -> throw tail.notHere("lanes");
        }
        return new Statement.Loop(index, Bound.of(0), Bound.of(to), bodies);
    }
}
