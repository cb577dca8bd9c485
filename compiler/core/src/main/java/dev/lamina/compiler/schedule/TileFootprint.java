package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Walk;
import java.util.List;

/** Estimates how many bytes of cache lines one register tile of a contraction reads. */
final class TileFootprint {
    /** The floats of a cache line. */
    private static final int LINE = 16;

    /** The sets of the first-level cache. */
    private static final int SETS = 64;

    /** The assumed number of samples of a call. */
    private static final int BATCH = 64;

    /** The assumed rows of a tile. */
    private static final int TILE_ROWS = 4;

    private final Statement.Contraction contraction;

    TileFootprint(Statement.Contraction contraction) {
        this.contraction = contraction;
    }

    /** The bytes of the cache lines that a tile reads for some axes of the reduction. */
    long bytes(List<Statement.Range> reduction) {
        return bytes(reduction, false);
    }

    /** The same estimate, but a line counts several times if its stride maps it to few sets of the cache. */
    long bytesWithConflicts(List<Statement.Range> reduction) {
        return bytes(reduction, true);
    }

    private long bytes(List<Statement.Range> reduction, boolean conflicts) {
        return bytes(contraction.a(), reduction, conflicts) + bytes(contraction.b(), reduction, conflicts);
    }

    private long bytes(Expression operand, List<Statement.Range> reduction, boolean conflicts) {
        long[] bytes = {0};
        new Walk() {
            @Override
            protected void load(Expression.Load load) {
                bytes[0] += bytes(load, reduction, conflicts);
            }
        }.expression(operand);
        return bytes[0];
    }

    private long bytes(Expression.Load load, List<Statement.Range> reduction, boolean conflicts) {
        Statement.Range lane = contraction.loops().get(contraction.loops().size() - 1);
        boolean alongLanes = load.index().coefficient(lane.index()) != 0;
        int streams = alongLanes ? 1 : TILE_ROWS;
        double lines = streams;
        boolean dense = !alongLanes;
        for (int i = reduction.size() - 1; i >= 0; i--) {
            int stride = Math.abs(load.index().coefficient(reduction.get(i).index()));
            if (stride != 0) {
                boolean first = lines == streams;
                double linesPerStep = dense && stride < LINE
                        ? (double) stride / LINE
                        : conflicts && first ? conflictFactor(stride) : 1;
                lines *= Math.max(1, extent(reduction.get(i)) * linesPerStep);
                dense = false;
            }
        }
        return (long) (lines * LINE * Float.BYTES);
    }

    /** How many times a line at a stride counts: with a power of two as the stride, all sets between two lines stay unused. */
    private static int conflictFactor(int stride) {
        return stride % LINE == 0 ? Math.min(Integer.lowestOneBit(stride / LINE), SETS) : 1;
    }

    /** The number of points of some axes, for the assumed batch. */
    static long points(List<Statement.Range> ranges) {
        long points = 1;
        for (Statement.Range range : ranges) {
            points *= extent(range);
        }
        return points;
    }

    private static long extent(Statement.Range range) {
        long extent = range.extent().constant();
        for (Symbol symbol : range.extent().symbols()) {
            extent += (long) range.extent().coefficient(symbol) * BATCH;
        }
        return extent;
    }
}
