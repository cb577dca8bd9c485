package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Substitution;
import dev.lamina.compiler.ir.Symbol;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Rows of a convolution's result whose windows overlap. Window row i of result row r + 1 reads the same pixels as window row i + 1 of result
 * row r. So a tile of two result rows loads a pixel once for both, and still each sum adds its window rows in their order: the tile goes
 * through the rows of pixels, and the second result row is one window row behind the first.
 *
 * @param rows the axis of the result
 * @param window the outermost axis of the reduction
 */
record SlidingRows(Statement.Range rows, Statement.Range window) {
    /** The result rows of a tile. */
    static final int TOGETHER = 2;

    static Optional<SlidingRows> of(Statement.Contraction contraction) {
        if (contraction.reduction().isEmpty()) {
            return Optional.empty();
        }
        Statement.Range window = contraction.reduction().get(0);
        if (!window.extent().isConstant() || window.extent().constant() < TOGETHER) {
            return Optional.empty();
        }
        return contraction.loops().stream()
                .filter(rows -> rows.extent().isConstant() && rows.extent().constant() % TOGETHER == 0)
                .filter(rows -> slides(contraction.a(), contraction.b(), rows, window)
                        || slides(contraction.b(), contraction.a(), rows, window))
                .map(rows -> new SlidingRows(rows, window))
                .findFirst();
    }

    /** Which of the tile's result rows these indices are in. */
    int rowOf(Map<Symbol, Affine> indices) {
        return Objects.requireNonNull(indices.get(rows.index()))
                .plus(Affine.of(rows.index(), -1))
                .constant();
    }

    private static boolean slides(Expression pixels, Expression weights, Statement.Range rows, Statement.Range window) {
        Substitution next = new Substitution(
                Map.of(
                        rows.index(), Affine.of(rows.index()).plus(1),
                        window.index(), Affine.of(window.index()).plus(-1)),
                UnaryOperator.identity());
        return ContractionAxes.depends(pixels, rows)
                && next.expression(pixels).equals(pixels)
                && !ContractionAxes.depends(weights, rows);
    }
}
