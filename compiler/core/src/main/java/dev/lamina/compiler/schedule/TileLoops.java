package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Substitution;
import dev.lamina.compiler.ir.Symbol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** The loops over the register tiles of one contraction. */
final class TileLoops {
    /** A second tile is a method of 60 lines, which are too many for less work: so many multiply-adds take 20 microseconds. */
    private static final long LEAST_PRODUCTS = 1 << 21;

    private static volatile long leastProducts = LEAST_PRODUCTS;

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
        this.laneLoop = LaneLoop.of(lane.extent(), Affine.of(contraction.padded()), vectors)
                .inPairs();
        this.rowAxes = new TileRowAxes(contraction, lanes, sizes).choose(laneLoop.isNarrow() ? 1 : 2);
    }

    /** Gives all kernels a larger tile where it has more rows, or only those with much work: for tests, whose models are small. */
    static void widenEverything(boolean everything) {
        leastProducts = everything ? 0 : LEAST_PRODUCTS;
    }

    Statement loops() {
        if (rowAxes.isEmpty()) {
            return nest(rowAxes, tilesAlongLanes(1, Map.of()));
        }
        Statement.Range row = rowAxes.get(0);
        Optional<SlidingRows> sliding = sliding(row);
        if (sliding.isPresent()) {
            return slidingTiles(row, sliding.get());
        }
        if (row.extent().isConstant()) {
            return nest(
                    rowAxes,
                    laneLoop.loop(
                            lane.index(),
                            columnChoices(2),
                            (columns, vector) -> tilesAlongRows(rowAxes, "", columns, vector)));
        }
        Optional<Statement.Range> panels = vectors ? panels(row) : Optional.empty();
        return panels.isPresent() ? batchThenSamples(row, panels.get()) : nest(rowAxes, tilesAlongBatch(row));
    }

    /** The sliding rows, if one vector takes all lanes on some processors: only then does each load of a pixel serve too few sums. */
    private Optional<SlidingRows> sliding(Statement.Range columns) {
        boolean oneVector = vectors
                && contraction.padded() <= Schedule.ALIGNMENT
                && lane.extent().isConstant()
                && lane.extent().constant() <= Schedule.ALIGNMENT;
        return oneVector && columns.extent().isConstant()
                ? SlidingRows.of(contraction).filter(found -> !found.rows().equals(columns))
                : Optional.empty();
    }

    private Statement slidingTiles(Statement.Range columns, SlidingRows sliding) {
        Statement tiles = laneLoop.loop(
                lane.index(),
                List.of(1),
                (count, vector) -> tilesAlong(
                        columns,
                        Map.of(sliding.rows().index(), SlidingRows.TOGETHER),
                        count,
                        vector,
                        (tile, segment) ->
                                outline("", tile, segment.loop(columns.index(), tile.body(contraction, sliding)))));
        Statement.SteppedBody pair = new Statement.SteppedBody(Affine.of(SlidingRows.TOGETHER), tiles);
        Statement.Range rows = sliding.rows();
        return nest(
                List.of(columns, rows),
                new Statement.Loop(rows.index(), Bound.of(0), Bound.of(rows.extent()), List.of(pair)));
    }

    /** {@code inner} in the loops over all axes but the lanes and the axes of a tile. */
    private Statement nest(List<Statement.Range> ofTile, Statement inner) {
        Statement all = inner;
        for (int i = contraction.loops().size() - 2; i >= 0; i--) {
            Statement.Range range = contraction.loops().get(i);
            if (!ofTile.contains(range)) {
                all = Statement.loop(range.index(), range.extent(), all);
            }
        }
        return all;
    }

    /**
     * The axis along which a tile of one sample has several rows: the points of this axis share the sample's numbers, and each has weights
     * of its own, such as those of a panel.
     */
    private Optional<Statement.Range> panels(Statement.Range samples) {
        Expression shared = ContractionAxes.depends(contraction.a(), samples) ? contraction.a() : contraction.b();
        List<Statement.Range> outer = new ArrayList<>(contraction.loops());
        outer.removeAll(List.of(lane, samples));
        Collections.reverse(outer);
        return outer.stream()
                .filter(range -> range.extent().isConstant() && !ContractionAxes.depends(shared, range))
                .findFirst();
    }

    /**
     * Tiles of several samples, then tiles of one sample for those that are left. A tile of one sample has fewer sums than fill the time
     * that a multiply-add takes, unless it has the units of several panels.
     */
    private Statement batchThenSamples(Statement.Range samples, Statement.Range panels) {
        int together = sizes.batchRows(laneLoop.isNarrow()).get(0);
        List<Statement> all = new ArrayList<>();
        boolean onlyFew = bounds.getOrDefault(samples.extent(), Integer.MAX_VALUE) <= together;
        if (!onlyFew) {
            Statement tiles = tilesAlongLanes(together, Map.of(samples.index(), together));
            Statement.SteppedBody body = new Statement.SteppedBody(Affine.of(together), tiles);
            all.add(nest(
                    List.of(samples),
                    new Statement.Loop(samples.index(), Bound.of(0), Bound.of(samples.extent()), List.of(body))));
        }
        Statement ofOne = laneLoop.loop(
                lane.index(),
                columnsOfOne(),
                (columns, vector) -> tilesAlongRows(List.of(panels), "Sample", columns, vector));
        Bound from = onlyFew ? Bound.of(0) : Bound.multiple(samples.extent(), together);
        all.add(nest(
                List.of(samples, panels),
                new Statement.Loop(
                        samples.index(),
                        from,
                        Bound.of(samples.extent()),
                        List.of(new Statement.SteppedBody(Affine.of(1), ofOne)))));
        return Statement.block(all.toArray(Statement[]::new));
    }

    /** The columns of a tile of one sample: as many as divide the axis without a tail, so that one size does. */
    private List<Integer> columnsOfOne() {
        for (int columns = 3; columns > 1; columns--) {
            if (laneLoop.isCoveredBy(columns)) {
                return List.of(columns);
            }
        }
        return columnChoices(2);
    }

    /** The columns of tiles with so many rows: if possible one number for the whole axis. */
    private List<Integer> columnChoices(int rowCount) {
        if (rowCount == 1) {
            for (int columns : sizes.columnsOfOneRow()) {
                if (laneLoop.isCoveredBy(columns)) {
                    return List.of(columns);
                }
            }
        }
        return laneLoop.useful(sizes.columns(rowCount));
    }

    private Statement tilesAlongLanes(int rowCount, Map<Symbol, Integer> rows) {
        return laneLoop.loop(lane.index(), columnChoices(rowCount), (columns, vector) -> {
            Tile tile = new Tile(rows, columns, vector);
            return outline("", tile, tile.body(contraction));
        });
    }

    /** Tiles whose rows are samples (or time steps). Their number is known at run time only. */
    private Statement tilesAlongBatch(Statement.Range range) {
        List<Statement.SteppedBody> bodies = new ArrayList<>();
        for (int count : sizes.batchRows(laneLoop.isNarrow())) {
            if (count < bounds.getOrDefault(range.extent(), Integer.MAX_VALUE)) {
                bodies.add(new Statement.SteppedBody(
                        Affine.of(count), tilesAlongLanes(count, Map.of(range.index(), count))));
            }
        }
        return new Statement.Loop(range.index(), Bound.of(0), Bound.of(range.extent()), bodies);
    }

    /** Tiles along axes of constant extents. The first axis is cut into segments; a tile has all points of the second axis. */
    private Statement tilesAlongRows(List<Statement.Range> axes, String kind, int columns, boolean vector) {
        Statement.Range cut = axes.get(0);
        List<Statement.Range> whole = axes.subList(1, axes.size());
        Map<Symbol, Integer> points = new LinkedHashMap<>();
        whole.forEach(range -> points.put(range.index(), range.extent().constant()));
        return tilesAlong(
                cut,
                points,
                columns,
                vector,
                (tile, segment) ->
                        outline(kind, tile, segment.loop(cut.index(), startingAtZero(whole, tile.body(contraction)))));
    }

    /**
     * Cuts an axis of constant extent into segments.
     *
     * @param more the rows that each tile has along other axes
     * @param tiles makes the tiles of a segment
     */
    private Statement tilesAlong(
            Statement.Range cut,
            Map<Symbol, Integer> more,
            int columns,
            boolean vector,
            BiFunction<Tile, TileSegment, Statement> tiles) {
        int rowsOfEach = more.values().stream().reduce(1, Math::multiplyExact);
        int extent = cut.extent().constant();
        Function<List<TileSegment>, Statement> cover = segments -> new Statement.Block(segments.stream()
                .map(segment -> {
                    Map<Symbol, Integer> rows = new LinkedHashMap<>();
                    rows.put(cut.index(), segment.rows());
                    rows.putAll(more);
                    return tiles.apply(new Tile(rows, columns, vector), segment);
                })
                .toList());
        List<TileSegment> usual = TileSegment.split(extent, columns * rowsOfEach, sizes);
        List<TileSegment> wide = TileSegment.split(extent, columns * rowsOfEach, TileSizes.WIDE);
        boolean widens = wide.size() == 1 && wide.get(0).rows() > usual.get(0).rows();
        if (!widens || !isWorthTwoTiles(cut, columns)) {
            return cover.apply(usual);
        }
        return new Statement.When(
                Affine.of(Symbol.LANES), Affine.of(Schedule.ALIGNMENT), cover.apply(usual), cover.apply(wide));
    }

    /**
     * Whether vectors of 16 lanes get a larger tile of their own: if there is much work, and if each tile row loads one number for all lanes.
     * Rows that load a vector each are bound by these loads, and those of the last of several vectors are few.
     */
    private boolean isWorthTwoTiles(Statement.Range cut, int columns) {
        boolean broadcasts =
                ContractionAxes.depends(contraction.a(), lane) != ContractionAxes.depends(contraction.b(), lane);
        return vectors
                && broadcasts
                && rowAxes.contains(cut)
                && columns == (laneLoop.isNarrow() ? 1 : 2)
                && constantProducts() >= leastProducts;
    }

    /** The products for one sample, as far as their number is known. */
    private long constantProducts() {
        return Stream.concat(contraction.loops().stream(), contraction.reduction().stream())
                .map(Statement.Range::extent)
                .filter(Affine::isConstant)
                .mapToLong(Affine::constant)
                .reduce(1, Math::multiplyExact);
    }

    private static Statement startingAtZero(List<Statement.Range> ranges, Statement tile) {
        Statement result = tile;
        for (Statement.Range range : ranges) {
            result = Substitution.of(range.index(), Affine.ZERO).statement(result);
        }
        return result;
    }

    /** Makes a method of the body of a tile, with the loops around it. */
    private Statement outline(String kind, Tile tile, Statement body) {
        String name =
                kind + "Tile" + tile.rowCount() + "x" + tile.columns() + (vectors && !tile.vector() ? "Rest" : "");
        return new Statement.Outlined(methods.next(name), body);
    }
}
