package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds the axes whose neighbours share a tile: those along which an operand that fills vectors stays the same. */
final class TileRowAxes {
    /** An axis further out is taken only where it saves more than this. */
    private static final double INNERMOST = 0.9;

    private final Statement.Contraction contraction;
    private final LaneAnalysis lanes;
    private final TileSizes rules;

    TileRowAxes(Statement.Contraction contraction, LaneAnalysis lanes, TileSizes rules) {
        this.contraction = contraction;
        this.lanes = lanes;
        this.rules = rules;
    }

    /** None, one, or two axes (then the second is taken as a whole): constant ones if there are any, the innermost first. */
    List<Statement.Range> choose(int columns) {
        List<Statement.Range> constant = new ArrayList<>();
        List<Statement.Range> variable = new ArrayList<>();
        for (int i = contraction.loops().size() - 2; i >= 0; i--) {
            Statement.Range range = contraction.loops().get(i);
            if (shares(range)) {
                (range.extent().isConstant() ? constant : variable).add(range);
            }
        }
        if (constant.isEmpty()) {
            return variable.isEmpty() ? List.of() : List.of(variable.get(0));
        }
        Statement.Range best = constant.get(0);
        for (Statement.Range range : constant) {
            if (cost(range, columns) < cost(best, columns) * INNERMOST) {
                best = range;
            }
        }
        return best.extent().constant() * 2 <= rules.mostRows(columns) ? pair(best, constant) : List.of(best);
    }

    private static List<Statement.Range> pair(Statement.Range whole, List<Statement.Range> candidates) {
        for (Statement.Range other : candidates) {
            if (!other.equals(whole)) {
                return List.of(other, whole);
            }
        }
        return List.of(whole);
    }

    /** The time of a row. */
    private double cost(Statement.Range range, int columns) {
        int extent = range.extent().constant();
        return TileSegment.cost(TileSegment.split(extent, columns, rules), columns, rules) / extent;
    }

    private boolean shares(Statement.Range range) {
        boolean stays = false;
        for (Expression operand : List.of(contraction.a(), contraction.b())) {
            stays |= lanes.varies(operand) && !depends(operand, range.index());
        }
        return stays;
    }

    private static boolean depends(Expression operand, Symbol symbol) {
        return LaneAnalysis.of(symbol, Set.of(), List.of()).varies(operand);
    }
}
