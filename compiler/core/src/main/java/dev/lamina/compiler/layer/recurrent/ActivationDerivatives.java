package dev.lamina.compiler.layer.recurrent;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Variable;

/** Derivatives of the gate activations, from their outputs. */
final class ActivationDerivatives {
    private ActivationDerivatives() {}

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
