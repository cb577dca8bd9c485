package dev.lamina.compiler.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds the axes whose neighbours share a tile: those along which an operand that fills vectors stays the same. */
final class RowAxes {
    private final Statement.Contraction contraction;
    private final LaneAxis lanes;

    RowAxes(Statement.Contraction contraction, LaneAxis lanes) {
        this.contraction = contraction;
        this.lanes = lanes;
    }

    /** None, one, or two axes (then the second is taken as a whole): constant ones if there are any, the innermost first. */
    List<Statement.Range> choose(int rows) {
        List<Statement.Range> candidates = new ArrayList<>();
        for (int i = contraction.loops().size() - 2; i >= 0; i--) {
            if (shares(contraction.loops().get(i))) {
                candidates.add(contraction.loops().get(i));
            }
        }
        List<Statement.Range> constant =
                candidates.stream().filter(range -> range.extent().isConstant()).toList();
        if (constant.isEmpty()) {
            return candidates.isEmpty() ? List.of() : List.of(candidates.get(0));
        }
        Statement.Range first = constant.get(0);
        if (first.extent().constant() * 2 <= rows && constant.size() > 1) {
            return List.of(constant.get(1), first);
        }
        return List.of(first);
    }

    private boolean shares(Statement.Range range) {
        boolean stays = false;
        for (Expression operand : List.of(contraction.a(), contraction.b())) {
            stays |= lanes.varies(operand) && !depends(operand, range.index());
        }
        return stays;
    }

    private static boolean depends(Expression operand, Symbol symbol) {
        return LaneAxis.of(symbol, Set.of(), List.of()).varies(operand);
    }
}
