package dev.lamina.compiler.ir;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Replaces symbols by affine expressions, and variables by other variables, for example to unroll a loop. */
public final class Substitution extends Rewrite {
    private final Map<Symbol, Affine> values;
    private final UnaryOperator<Variable> variables;

    public Substitution(Map<Symbol, Affine> values, UnaryOperator<Variable> variables) {
        this.values = values;
        this.variables = variables;
    }

    public static Substitution of(Symbol symbol, Affine value) {
        return new Substitution(Map.of(symbol, value), UnaryOperator.identity());
    }

    /** This substitution with one more symbol replaced. */
    public Substitution and(Symbol symbol, Affine value) {
        Map<Symbol, Affine> more = new HashMap<>(values);
        more.put(symbol, value);
        return new Substitution(more, variables);
    }

    /** The expression with the symbols replaced. */
    public Affine affine(Affine expression) {
        return index(expression);
    }

    @Override
    protected Affine index(Affine index) {
        Affine result = Affine.of(index.constant());
        for (Symbol symbol : index.symbols()) {
            Affine value = values.getOrDefault(symbol, Affine.of(symbol));
            result = result.plus(value.times(index.coefficient(symbol)));
        }
        return result;
    }

    @Override
    protected Variable variable(Variable variable) {
        return variables.apply(variable);
    }
}
