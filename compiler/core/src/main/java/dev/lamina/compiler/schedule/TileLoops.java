package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Substitution;
import dev.lamina.compiler.ir.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The loops over the register tiles of one contraction. */
final class TileLoops {
    private final Statement.Contraction contraction;
    private final TileSizes sizes;
    private final Map<Affine, Integer> bounds;
    private final OutlinedNames methods;
    private final Statement.Range lane;
    private final boolean vectors;
    private final LaneLoop laneLoop;
    private final List<Statement.Range> rowAxes;

    /** @param bounds extents known at run time only, each with its exclusive upper bound */
    TileLoops(Statement.Contraction contraction, TileSizes sizes, Map<Affine, Integer> bounds, OutlinedNames methods) {
        this.contraction = contraction;
        this.sizes = sizes;
        this.bounds = bounds;
        this.methods = methods;
        LaneAnalysis lanes = Tile.lanes(contraction);
        this.lane = Tile.lane(contraction);
        this.vectors = sizes.vectors()
                && lanes.vectorises()
                && lanes.vectorises(contraction.a())
                && lanes.vectorises(contraction.b())
                && lanes.vectorises(contraction.initial());
        this.laneLoop = LaneLoop.of(lane.extent(), Affine.of(contraction.padded()), vectors);
        this.rowAxes = new TileRowAxes(contraction, lanes, sizes).choose(laneLoop.isNarrow() ? 1 : 2);
    }

    Statement loops() {
        Statement inner;
        if (rowAxes.isEmpty()) {
            inner = tilesAlongLanes(1, Map.of());
        } else if (rowAxes.get(0).extent().isConstant()) {
            inner = laneLoop.loop(lane.index(), columnChoices(2), this::tilesAlongRows);
        } else {
            inner = tilesAlongBatch(rowAxes.get(0));
        }
        for (int i = contraction.loops().size() - 2; i >= 0; i--) {
            Statement.Range range = contraction.loops().get(i);
            if (!rowAxes.contains(range)) {
                inner = Statement.loop(range.index(), range.extent(), inner);
            }
        }
        return inner;
    }

    private List<Integer> columnChoices(int rowCount) {
        return laneLoop.useful(sizes.columns(rowCount));
    }

    private Statement tilesAlongLanes(int rowCount, Map<Symbol, Integer> rows) {
        return laneLoop.loop(
                lane.index(),
                columnChoices(rowCount),
                (columns, vector) -> outline(new Tile(rows, columns, vector), UnaryOperator.identity()));
    }

    /** Tiles whose rows are samples (or time steps). Their number is known at run time only. */
    private Statement tilesAlongBatch(Statement.Range range) {
        List<Statement.SteppedBody> bodies = new ArrayList<>();
        for (int count : sizes.batchRows()) {
            if (count < bounds.getOrDefault(range.extent(), Integer.MAX_VALUE)) {
                bodies.add(new Statement.SteppedBody(
                        Affine.of(count), tilesAlongLanes(count, Map.of(range.index(), count))));
            }
        }
        return new Statement.Loop(range.index(), Bound.of(0), Bound.of(range.extent()), bodies);
    }

    /** Tiles along row axes of constant extents. The first axis is cut into segments; a tile has all points of the second axis. */
    private Statement tilesAlongRows(int columns, boolean vector) {
        Statement.Range cut = rowAxes.get(0);
        List<Statement.Range> whole = rowAxes.subList(1, rowAxes.size());
        List<Statement> all = new ArrayList<>();
        for (TileSegment segment :
                TileSegment.split(cut.extent().constant(), columns * ContractionAxes.points(whole), sizes)) {
            Map<Symbol, Integer> rows = new LinkedHashMap<>();
            rows.put(cut.index(), segment.rows());
            whole.forEach(range -> rows.put(range.index(), range.extent().constant()));
            all.add(outline(
                    new Tile(rows, columns, vector), tile -> segment.loop(cut.index(), startingAtZero(whole, tile))));
        }
        return new Statement.Block(all);
    }

    private static Statement startingAtZero(List<Statement.Range> ranges, Statement tile) {
        Statement result = tile;
        for (Statement.Range range : ranges) {
            result = Substitution.of(range.index(), Affine.ZERO).statement(result);
        }
        return result;
    }

    /** Outlines the body of a tile, with the loops that {@code around} adds. */
    private Statement outline(Tile tile, UnaryOperator<Statement> around) {
        String name = "Tile" + tile.rowCount() + "x" + tile.columns() + (vectors && !tile.vector() ? "Rest" : "");
        return new Statement.Outlined(methods.next(name), around.apply(tile.body(contraction)));
    }
}
