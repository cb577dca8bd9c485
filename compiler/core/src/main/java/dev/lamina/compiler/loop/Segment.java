package dev.lamina.compiler.loop;

import java.util.ArrayList;
import java.util.List;

/** A stretch of an axis that is covered by tiles of one size. */
record Segment(int from, int to, int rows) {
    /** Covers an axis by as few tiles of at most {@code most} rows as possible, all of them of nearly one size. */
    static List<Segment> split(int extent, int most) {
        int tiles = (extent + most - 1) / most;
        int small = extent / tiles;
        int large = extent % tiles;
        List<Segment> segments = new ArrayList<>();
        int border = large * (small + 1);
        if (large > 0) {
            segments.add(new Segment(0, border, small + 1));
        }
        segments.add(new Segment(border, extent, small));
        return segments;
    }

    Statement loop(Symbol index, Statement tile) {
        if (to - from == rows) {
            return Shift.of(index, Affine.of(from)).statement(tile);
        }
        return new Statement.Loop(
                index, Bound.of(from), Bound.of(to), List.of(new Statement.Part(Affine.of(rows), tile)));
    }
}
