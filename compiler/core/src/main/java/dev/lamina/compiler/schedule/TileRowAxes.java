package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses the axes along which tiles have several rows. Rows of an axis share a load if the operand that varies along the lanes does not
 * depend on the axis. Only such axes make tiles faster.
 */
final class TileRowAxes {
    /** An outer axis is chosen only if its estimated time is less than this part of the time of an inner axis. */
    private static final double OUTER_AXIS = 0.9;

    private final Statement.Contraction contraction;
    private final LaneAnalysis lanes;
    private final TileSizes sizes;

    TileRowAxes(Statement.Contraction contraction, LaneAnalysis lanes, TileSizes sizes) {
        this.contraction = contraction;
        this.lanes = lanes;
        this.sizes = sizes;
    }

    /**
     * The row axes: none, one or two. Each tile has all points of the second axis. Axes of constant extent are preferred to others, and
     * inner axes to outer ones.
     */
    List<Statement.Range> choose(int columns) {
        List<Statement.Range> constant = new ArrayList<>();
        List<Statement.Range> variable = new ArrayList<>();
        for (int i = contraction.loops().size() - 2; i >= 0; i--) {
            Statement.Range range = contraction.loops().get(i);
            if (sharesLoads(range)) {
                (range.extent().isConstant() ? constant : variable).add(range);
            }
        }
        if (constant.isEmpty()) {
            return variable.isEmpty() ? List.of() : List.of(variable.get(0));
        }
        Statement.Range best = constant.get(0);
        for (Statement.Range range : constant) {
            if (timePerRow(range, columns) < timePerRow(best, columns) * OUTER_AXIS) {
                best = range;
            }
        }
        return best.extent().constant() * 2 <= sizes.mostRows(columns) ? pair(best, constant) : List.of(best);
    }

    /** The innermost other axis, and {@code whole} as the second. */
    private static List<Statement.Range> pair(Statement.Range whole, List<Statement.Range> candidates) {
        for (Statement.Range other : candidates) {
            if (!other.equals(whole)) {
                return List.of(other, whole);
            }
        }
        return List.of(whole);
    }

    private double timePerRow(Statement.Range range, int columns) {
        int extent = range.extent().constant();
        return TileSegment.cost(TileSegment.split(extent, columns, sizes), columns, sizes) / extent;
    }

    private boolean sharesLoads(Statement.Range range) {
        boolean shares = false;
        for (Expression operand : List.of(contraction.a(), contraction.b())) {
            shares |= lanes.varies(operand) && !ContractionAxes.depends(operand, range);
        }
        return shares;
    }
}
