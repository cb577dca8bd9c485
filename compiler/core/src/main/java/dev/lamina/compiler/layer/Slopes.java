package dev.lamina.compiler.layer;

import dev.lamina.compiler.loop.Expression;
import dev.lamina.compiler.loop.Variable;

/** Derivatives of gates by what they gave. */
final class Slopes {
    private Slopes() {}

    /** σ' = σ (1 - σ). */
    static Expression sigmoid(Variable gate) {
        Expression y = Expression.local(gate);
        return y.times(Expression.constant(1).minus(y));
    }

    /** tanh' = 1 - tanh². */
    static Expression tanh(Variable gate) {
        Expression y = Expression.local(gate);
        return Expression.constant(1).minus(y.times(y));
    }
}
