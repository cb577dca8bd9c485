package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Expression.Comparison;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.Shape;

/** The shape rule of layers that keep any shape, and parts of elementwise functions. */
public final class Activations {
    private static final Expression ZERO = Expression.constant(0);

    private Activations() {}

    /** The shape rule: any shape of numbers, unchanged. */
    static Inference infer(Layer layer, Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        return in.shape() instanceof Shape.Tokens
                ? Inference.mismatch(
                        in.mismatch(Code.E0309, place.statement(), layer.keyword(), "numbers"),
                        Embedding.proposed(place))
                : Inference.fits(in.shape(), "");
    }

    static Expression constant(double value) {
        return Expression.constant((float) value);
    }

    /** {@code x}, but {@code least} below that and {@code most} above that; NaN stays NaN. */
    public static Expression clamped(Expression x, float least, float most) {
        Expression upper = Expression.constant(most);
        Expression lower = Expression.constant(least);
        Expression limited = new Expression.Select(Comparison.GREATER, x, upper, upper, x);
        return new Expression.Select(Comparison.LESS, x, lower, lower, limited);
    }

    /** {@code value} where least < y < most, else 0. */
    static Expression between(Expression y, float least, float most, Expression value) {
        Expression below = new Expression.Select(Comparison.LESS, y, Expression.constant(most), value, ZERO);
        return new Expression.Select(Comparison.GREATER, y, Expression.constant(least), below, ZERO);
    }

    /** c[0] + c[1] x + c[2] x² + …, by Horner's rule, with one rounding for each coefficient. */
    static Expression polynomial(Expression x, float... coefficients) {
        Expression sum = Expression.constant(coefficients[coefficients.length - 1]);
        for (int i = coefficients.length - 2; i >= 0; i--) {
            sum = new Expression.Fma(sum, x, Expression.constant(coefficients[i]));
        }
        return sum;
    }

    /**
     * log(1 + e) for e from 0 to 1, from s = e / (e + 2), which is at most 1/3, and its square: 2s (1 + s²/3 + s⁴/5 + …). What is left out is
     * 1e-9 of it.
     */
    public static Expression logOfOnePlus(Expression ratio, Expression square) {
        Expression series = polynomial(square, 1, 1 / 3f, 1 / 5f, 1 / 7f, 1 / 9f, 1 / 11f, 1 / 13f, 1 / 15f);
        return ratio.times(Expression.constant(2)).times(series);
    }
}
