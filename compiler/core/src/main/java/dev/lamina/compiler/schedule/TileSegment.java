package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Substitution;
import dev.lamina.compiler.ir.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A stretch of an axis that is covered by tiles of one size. */
record TileSegment(int from, int to, int rows) {
    /** Two sizes of tile are two methods: worth it only for more than this factor. */
    private static final double SECOND_SIZE = 1.05;

    /** Covers an axis by tiles of one size, or two that differ by one, in the least time; if several do, by the smallest, whose sums surely stay in registers. */
    static List<TileSegment> split(int extent, int columns, TileSizes rules) {
        int most = rules.mostRows(columns);
        List<TileSegment> best = even(extent, (extent + most - 1) / most);
        for (int tiles : counts(extent, most)) {
            List<TileSegment> next = even(extent, tiles);
            if (next.get(0).rows() <= most && cost(next, columns, rules) <= cost(best, columns, rules)) {
                best = next;
            }
        }
        return best;
    }

    /** The fewest and the most tiles of each pair of sizes: between them, time grows or falls evenly. */
    private static Set<Integer> counts(int extent, int most) {
        Set<Integer> counts = new TreeSet<>();
        for (int rows = 1; rows <= Math.min(most, extent); rows++) {
            counts.add((extent + rows - 1) / rows);
            counts.add(extent / rows);
        }
        return counts;
    }

    private static List<TileSegment> even(int extent, int tiles) {
        int small = extent / tiles;
        int large = extent % tiles;
        List<TileSegment> segments = new ArrayList<>();
        int border = large * (small + 1);
        if (large > 0) {
            segments.add(new TileSegment(0, border, small + 1));
        }
        segments.add(new TileSegment(border, extent, small));
        return segments;
    }

    static double cost(List<TileSegment> segments, int columns, TileSizes rules) {
        double sum = 0;
        for (TileSegment segment : segments) {
            int tiles = (segment.to() - segment.from()) / segment.rows();
            sum += tiles * rules.cycles(segment.rows(), columns);
        }
        return segments.size() > 1 ? sum * SECOND_SIZE : sum;
    }

    Statement loop(Symbol index, Statement tile) {
        if (to - from == rows) {
            return Substitution.of(index, Affine.of(from)).statement(tile);
        }
        return new Statement.Loop(
                index, Bound.of(from), Bound.of(to), List.of(new Statement.SteppedBody(Affine.of(rows), tile)));
    }
}
