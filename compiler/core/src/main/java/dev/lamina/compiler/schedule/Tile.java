package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A register tile of a contraction: some neighbouring points. The sum of each point is a local variable while the reduction runs.
 *
 * @param rows the number of points along each row axis
 * @param columns the number of vectors, or floats, along the lane axis
 * @param vector whether a column is a vector
 */
record Tile(Map<Symbol, Integer> rows, int columns, boolean vector) {
    Tile {
        rows = new LinkedHashMap<>(rows);
    }

    int rowCount() {
        return rows.values().stream().reduce(1, (a, b) -> a * b);
    }

    /** The tile's body. The tile begins at the indices of the loops around it. */
    Statement body(Statement.Contraction contraction) {
        return tileBody(contraction).statement();
    }

    /** The body of a tile that has {@link SlidingRows#TOGETHER} of these rows. */
    Statement body(Statement.Contraction contraction, SlidingRows sliding) {
        return tileBody(contraction).statement(sliding);
    }

    private TileBody tileBody(Statement.Contraction contraction) {
        return new TileBody(vector ? widen(contraction) : contraction, points(contraction));
    }

    private static Statement.Contraction widen(Statement.Contraction contraction) {
        Rewrite widening = lanes(contraction).widening();
        return new Statement.Contraction(
                contraction.loops(),
                contraction.padded(),
                contraction.reduction(),
                widening.expression(contraction.a()),
                widening.expression(contraction.b()),
                new Variable(contraction.sum().name(), true),
                widening.expression(contraction.initial()),
                widening.statements(contraction.results()));
    }

    /** The analysis of the results of a contraction along its lane axis. */
    static LaneAnalysis lanes(Statement.Contraction contraction) {
        return LaneAnalysis.of(lane(contraction).index(), Set.of(contraction.sum()), contraction.results());
    }

    /** The lane axis of a contraction. */
    static Statement.Range lane(Statement.Contraction contraction) {
        return contraction.loops().get(contraction.loops().size() - 1);
    }

    private List<TileBody.Point> points(Statement.Contraction contraction) {
        List<Map<Symbol, Affine>> rowOffsets = rowOffsets();
        Symbol lane = lane(contraction).index();
        List<TileBody.Point> points = new ArrayList<>();
        for (int row = 0; row < rowOffsets.size(); row++) {
            for (int column = 0; column < columns; column++) {
                Map<Symbol, Affine> indices = new LinkedHashMap<>(rowOffsets.get(row));
                indices.put(lane, Affine.of(lane).plus(columnOffset(column)));
                points.add(new TileBody.Point(indices, suffix(row, column)));
            }
        }
        return points;
    }

    /** For each row of the tile, the indices of the row axes. */
    private List<Map<Symbol, Affine>> rowOffsets() {
        List<Map<Symbol, Affine>> offsets = List.of(Map.of());
        for (Map.Entry<Symbol, Integer> axis : rows.entrySet()) {
            List<Map<Symbol, Affine>> next = new ArrayList<>();
            for (Map<Symbol, Affine> outer : offsets) {
                for (int i = 0; i < axis.getValue(); i++) {
                    Map<Symbol, Affine> inner = new LinkedHashMap<>(outer);
                    inner.put(axis.getKey(), Affine.of(axis.getKey()).plus(i));
                    next.add(inner);
                }
            }
            offsets = next;
        }
        return offsets;
    }

    private Affine columnOffset(int column) {
        return vector ? Affine.of(Symbol.LANES).times(column) : Affine.of(column);
    }

    private String suffix(int row, int column) {
        String first = rowCount() > 1 ? String.valueOf(row) : "";
        String second = columns > 1 ? String.valueOf(column) : "";
        return first.isEmpty() || second.isEmpty() ? first + second : first + "_" + second;
    }
}
