package dev.lamina.compiler.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Turns contractions into loops over register tiles, or over long rows; what is done for one becomes a method of its own. */
final class ContractionLoops {
    private final String kernel;
    private final TileRules rules;
    private final Map<String, Integer> methods = new HashMap<>();
    private int rowFloats;

    ContractionLoops(String kernel, TileRules rules) {
        this.kernel = kernel;
        this.rules = rules;
    }

    /** The loops of a contraction; what they need besides is left as lanes. */
    Statement of(Statement.Contraction original) {
        Statement.Contraction contraction = Axes.simplify(original);
        RowPlan plan = rules.vectors() ? null : RowPlan.of(contraction);
        return plan != null && plan.relativeTime(Schedule.USUAL_CALL) < rules.rowsBelow()
                ? longRows(contraction, plan)
                : tiles(contraction, Map.of());
    }

    /** Rows, or where a call has too few samples (or steps) for them, tiles. */
    private Statement longRows(Statement.Contraction contraction, RowPlan plan) {
        rowFloats = Math.max(rowFloats, plan.room());
        Optional<Statement.Range> ofCall = plan.ofCall();
        int few = ofCall.isPresent() ? plan.worthFrom(rules.rowsBelow()) : 1;
        if (few > 1) {
            return tilesBelow(few, ofCall.get(), contraction, plan);
        }
        Statement.Range split = plan.block().split();
        return split.extent().isConstant()
                ? new RowLoops(plan, this::method).loops()
                : tilesBelow(RowBlock.PASS, split, contraction, plan);
    }

    private Statement tilesBelow(int few, Statement.Range range, Statement.Contraction contraction, RowPlan plan) {
        Statement tiles = tiles(contraction, Map.of(range.index(), few - 1));
        return new Statement.When(range.extent(), Affine.of(few), tiles, new RowLoops(plan, this::method).loops());
    }

    /** @param most of loops whose extent is known at run time only, how large it is at most, if there is a limit */
    private Statement tiles(Statement.Contraction contraction, Map<Symbol, Integer> most) {
        Statement blocked = SumBlocks.split(contraction, block -> tiled(block, most));
        return blocked != null ? blocked : tiled(contraction, most);
    }

    private Statement tiled(Statement.Contraction contraction, Map<Symbol, Integer> most) {
        LaneAxis lanes = Tile.lanes(contraction);
        boolean vectors = rules.vectors()
                && lanes.vectorises()
                && lanes.vectorises(contraction.a())
                && lanes.vectorises(contraction.b())
                && lanes.vectorises(contraction.initial());
        return new Nest(contraction, lanes, vectors, most).loops();
    }

    /** The name of a method of the kernel that no other has. */
    private String method(String role) {
        String name = kernel + role;
        int number = methods.merge(name, 1, Integer::sum);
        return number == 1 ? name : name + "_" + number;
    }

    /** The floats of {@link Buffer#ROWS} that the loops so far work on. */
    int rowFloats() {
        return rowFloats;
    }

    /** The loops of one contraction. */
    private final class Nest {
        private final Statement.Contraction contraction;
        private final Statement.Range lane;
        private final LaneRange laneRange;
        private final List<Statement.Range> rows;
        private final boolean vectors;
        private final Map<Symbol, Integer> most;

        Nest(Statement.Contraction contraction, LaneAxis lanes, boolean vectors, Map<Symbol, Integer> most) {
            this.most = most;
            this.contraction = contraction;
            this.lane = Tile.lane(contraction);
            this.vectors = vectors;
            this.laneRange = LaneRange.of(lane.extent(), Affine.of(contraction.padded()), vectors);
            this.rows = new RowAxes(contraction, lanes, rules).choose(laneRange.isNarrow() ? 1 : 2);
        }

        Statement loops() {
            Statement inner;
            if (rows.isEmpty()) {
                inner = lanes(1, Map.of());
            } else if (rows.get(0).extent().isConstant()) {
                inner = laneRange.loop(lane.index(), columnChoices(2), this::rowsOfTiles);
            } else {
                inner = batchRows(rows.get(0));
            }
            for (int i = contraction.loops().size() - 2; i >= 0; i--) {
                Statement.Range range = contraction.loops().get(i);
                if (!rows.contains(range)) {
                    inner = Statement.loop(range.index(), range.extent(), inner);
                }
            }
            return inner;
        }

        private List<Integer> columnChoices(int rowCount) {
            return laneRange.useful(rules.columns(rowCount));
        }

        private Statement lanes(int rowCount, Map<Symbol, Integer> tileRows) {
            return laneRange.loop(
                    lane.index(),
                    columnChoices(rowCount),
                    (columns, vector) -> outline(new Tile(tileRows, columns, vector), Function.identity()));
        }

        private Statement batchRows(Statement.Range range) {
            List<Statement.Part> parts = new ArrayList<>();
            for (int count : rules.batchRows()) {
                if (count <= most.getOrDefault(range.index(), Integer.MAX_VALUE)) {
                    parts.add(new Statement.Part(Affine.of(count), lanes(count, Map.of(range.index(), count))));
                }
            }
            return new Statement.Loop(range.index(), Bound.of(0), Bound.of(range.extent()), parts);
        }

        /** All rows of the row axes, for one column of tiles. */
        private Statement rowsOfTiles(int columns, boolean vector) {
            Statement.Range main = rows.get(rows.size() - 1);
            Map<Symbol, Integer> tileRows = new LinkedHashMap<>();
            if (rows.size() == 1) {
                return segments(main, columns, vector, tileRows);
            }
            Statement.Range outer = rows.get(0);
            List<Statement> all = new ArrayList<>();
            for (Segment segment : Segment.split(
                    outer.extent().constant(), columns * main.extent().constant(), rules)) {
                tileRows.put(outer.index(), segment.rows());
                tileRows.put(main.index(), main.extent().constant());
                all.add(outline(
                        new Tile(tileRows, columns, vector),
                        tile -> segment.loop(
                                outer.index(),
                                Shift.of(main.index(), Affine.ZERO).statement(tile))));
            }
            return new Statement.Block(all);
        }

        private Statement segments(Statement.Range range, int columns, boolean vector, Map<Symbol, Integer> tileRows) {
            List<Statement> all = new ArrayList<>();
            for (Segment segment : Segment.split(range.extent().constant(), columns, rules)) {
                tileRows.put(range.index(), segment.rows());
                all.add(outline(new Tile(tileRows, columns, vector), tile -> segment.loop(range.index(), tile)));
            }
            return new Statement.Block(all);
        }

        private Statement outline(Tile tile, Function<Statement, Statement> around) {
            String name = "Tile" + tile.rowCount() + "x" + tile.columns() + (vectors && !tile.vector() ? "Rest" : "");
            return new Statement.Outlined(method(name), around.apply(tile.body(contraction)));
        }
    }
}
