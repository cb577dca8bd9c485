package dev.lamina.compiler.ir;

/**
 * A predicate on expressions. By default it holds for an expression if it holds for one of the operands, so it does not hold for a leaf. A
 * subclass overrides the methods of the forms that it looks for.
 */
public abstract class ExpressionPredicate implements Expression.Visitor<Boolean> {
    public final boolean holds(Expression expression) {
        return expression.accept(this);
    }

    private boolean holdsForOperand(Expression expression) {
        return expression.operands().stream().anyMatch(this::holds);
    }

    @Override
    public Boolean constant(Expression.Constant constant) {
        return false;
    }

    @Override
    public Boolean argument(Expression.Argument argument) {
        return false;
    }

    @Override
    public Boolean load(Expression.Load load) {
        return false;
    }

    @Override
    public Boolean local(Expression.Local local) {
        return false;
    }

    @Override
    public Boolean indexAsFloat(Expression.IndexAsFloat conversion) {
        return false;
    }

    @Override
    public Boolean unary(Expression.Unary unary) {
        return holdsForOperand(unary);
    }

    @Override
    public Boolean binary(Expression.Binary binary) {
        return holdsForOperand(binary);
    }

    @Override
    public Boolean fma(Expression.Fma fma) {
        return holdsForOperand(fma);
    }

    @Override
    public Boolean select(Expression.Select select) {
        return holdsForOperand(select);
    }

    @Override
    public Boolean uniform(Expression.Uniform uniform) {
        return false;
    }

    @Override
    public Boolean operand(Expression.Operand operand) {
        return false;
    }
}
