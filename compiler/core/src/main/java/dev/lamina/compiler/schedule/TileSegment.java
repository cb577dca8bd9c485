package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A segment of an axis of constant extent. Tiles with {@code rows} rows each cover it. */
record TileSegment(int from, int to, int rows) {
    /** Tiles of a second size need a second method. They are used only if they make the whole axis faster by more than this factor. */
    private static final double SECOND_SIZE = 1.05;

    /**
     * Covers an axis with tiles of one size, or of two sizes that differ by one row ({@link TailStrategy#SMALLER_TILES}), in the least
     * estimated time. If several choices take the same time, the smallest tiles win: their accumulators are sure to stay in registers.
     */
    static List<TileSegment> split(int extent, int columns, TileSizes sizes) {
        int most = sizes.mostRows(columns);
        List<TileSegment> best = even(extent, (extent + most - 1) / most);
        for (int tiles : counts(extent, most)) {
            List<TileSegment> next = even(extent, tiles);
            if (next.get(0).rows() <= most && cost(next, columns, sizes) <= cost(best, columns, sizes)) {
                best = next;
            }
        }
        return best;
    }

    /** The numbers of tiles to try: for each pair of sizes the fewest and the most, because the time is linear in between. */
    private static Set<Integer> counts(int extent, int most) {
        Set<Integer> counts = new TreeSet<>();
        for (int rows = 1; rows <= Math.min(most, extent); rows++) {
            counts.add((extent + rows - 1) / rows);
            counts.add(extent / rows);
        }
        return counts;
    }

    /** The segments of this many tiles. If the number does not divide the extent, the first tiles have one more row. */
    private static List<TileSegment> even(int extent, int tiles) {
        int small = extent / tiles;
        int large = extent % tiles;
        List<TileSegment> segments = new ArrayList<>();
        int end = large * (small + 1);
        if (large > 0) {
            segments.add(new TileSegment(0, end, small + 1));
        }
        segments.add(new TileSegment(end, extent, small));
        return segments;
    }

    /** The estimated time of all tiles. */
    static double cost(List<TileSegment> segments, int columns, TileSizes sizes) {
        double sum = 0;
        for (TileSegment segment : segments) {
            int tiles = (segment.to() - segment.from()) / segment.rows();
            sum += tiles * sizes.cycles(segment.rows(), columns);
        }
        return segments.size() > 1 ? sum * SECOND_SIZE : sum;
    }

    /** The loop over the tiles of this segment. {@link SplitAxes} removes it if there is a single tile. */
    Statement loop(Symbol index, Statement tile) {
        return new Statement.Loop(
                index, Bound.of(from), Bound.of(to), List.of(new Statement.SteppedBody(Affine.of(rows), tile)));
    }
}
