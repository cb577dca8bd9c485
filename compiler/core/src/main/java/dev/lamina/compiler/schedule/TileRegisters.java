package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Substitution;
import dev.lamina.compiler.ir.Symbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Makes loops over register tiles of the contractions; what is done for one tile becomes a method of its own. */
record TileRegisters(TileSizes rules) implements Step {
    @Override
    public String name() {
        return "tile-registers";
    }

    @Override
    public Kernel apply(Kernel kernel) {
        return kernel.withBody(new Tiles(kernel.name(), rules).statement(kernel.body()));
    }

    private static final class Tiles extends Rewrite {
        private final OutlinedNames methods;
        private final TileSizes rules;

        /** Of extents that are known at run time only, below what they are for sure. */
        private final Map<Affine, Integer> below = new HashMap<>();

        private Tiles(String kernel, TileSizes rules) {
            this.methods = new OutlinedNames(kernel);
            this.rules = rules;
        }

        @Override
        protected Statement when(Statement.When when) {
            if (!when.right().isConstant()) {
                return super.when(when);
            }
            Integer before = below.put(when.left(), when.right().constant());
            Statement then = statement(when.then());
            if (before == null) {
                below.remove(when.left());
            } else {
                below.put(when.left(), before);
            }
            return new Statement.When(when.left(), when.right(), then, statement(when.otherwise()));
        }

        @Override
        protected Statement contraction(Statement.Contraction contraction) {
            LaneAnalysis lanes = Tile.lanes(contraction);
            boolean vectors = rules.vectors()
                    && lanes.vectorises()
                    && lanes.vectorises(contraction.a())
                    && lanes.vectorises(contraction.b())
                    && lanes.vectorises(contraction.initial());
            return new Nest(contraction, lanes, vectors, rules, below, methods).loops();
        }
    }

    /** The loops of one contraction. */
    private static final class Nest {
        private final Statement.Contraction contraction;
        private final Statement.Range lane;
        private final LaneLoop laneRange;
        private final List<Statement.Range> rows;
        private final boolean vectors;
        private final TileSizes rules;
        private final Map<Affine, Integer> below;
        private final OutlinedNames methods;

        Nest(
                Statement.Contraction contraction,
                LaneAnalysis lanes,
                boolean vectors,
                TileSizes rules,
                Map<Affine, Integer> below,
                OutlinedNames methods) {
            this.rules = rules;
            this.below = below;
            this.methods = methods;
            this.contraction = contraction;
            this.lane = Tile.lane(contraction);
            this.vectors = vectors;
            this.laneRange = LaneLoop.of(lane.extent(), Affine.of(contraction.padded()), vectors);
            this.rows = new TileRowAxes(contraction, lanes, rules).choose(laneRange.isNarrow() ? 1 : 2);
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
            List<Statement.SteppedBody> bodies = new ArrayList<>();
            for (int count : rules.batchRows()) {
                if (count < below.getOrDefault(range.extent(), Integer.MAX_VALUE)) {
                    bodies.add(new Statement.SteppedBody(Affine.of(count), lanes(count, Map.of(range.index(), count))));
                }
            }
            return new Statement.Loop(range.index(), Bound.of(0), Bound.of(range.extent()), bodies);
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
            for (TileSegment segment : TileSegment.split(
                    outer.extent().constant(), columns * main.extent().constant(), rules)) {
                tileRows.put(outer.index(), segment.rows());
                tileRows.put(main.index(), main.extent().constant());
                all.add(outline(
                        new Tile(tileRows, columns, vector),
                        tile -> segment.loop(
                                outer.index(),
                                Substitution.of(main.index(), Affine.ZERO).statement(tile))));
            }
            return new Statement.Block(all);
        }

        private Statement segments(Statement.Range range, int columns, boolean vector, Map<Symbol, Integer> tileRows) {
            List<Statement> all = new ArrayList<>();
            for (TileSegment segment : TileSegment.split(range.extent().constant(), columns, rules)) {
                tileRows.put(range.index(), segment.rows());
                all.add(outline(new Tile(tileRows, columns, vector), tile -> segment.loop(range.index(), tile)));
            }
            return new Statement.Block(all);
        }

        private Statement outline(Tile tile, Function<Statement, Statement> around) {
            String name = "Tile" + tile.rowCount() + "x" + tile.columns() + (vectors && !tile.vector() ? "Rest" : "");
            return new Statement.Outlined(methods.next(name), around.apply(tile.body(contraction)));
        }
    }
}
