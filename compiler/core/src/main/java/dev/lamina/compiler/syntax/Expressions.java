package dev.lamina.compiler.syntax;

import dev.lamina.grammar.LaminaBaseVisitor;
import dev.lamina.grammar.LaminaParser;

/** The part of the tree that differs by alternative: what a value is made of. */
final class Expressions extends LaminaBaseVisitor<Expression> {
    private final TreeBuilder tree;

    Expressions(TreeBuilder tree) {
        this.tree = tree;
    }

    @Override
    public Expression visitNumber(LaminaParser.NumberContext context) {
        String text = context.getText();
        boolean whole = text.chars().allMatch(Character::isDigit);
        return new Expression.Number(Double.parseDouble(text), whole, tree.span(context));
    }

    @Override
    public Expression visitReference(LaminaParser.ReferenceContext context) {
        return new Expression.Reference(tree.name(context.NAME().getSymbol()));
    }

    @Override
    public Expression visitNegation(LaminaParser.NegationContext context) {
        return new Expression.Negation(context.expression().accept(this), tree.span(context));
    }

    @Override
    public Expression visitArithmetic(LaminaParser.ArithmeticContext context) {
        return new Expression.Arithmetic(
                context.op.getText().charAt(0),
                context.expression(0).accept(this),
                context.expression(1).accept(this),
                tree.span(context));
    }

    @Override
    public Expression visitGroupOrPair(LaminaParser.GroupOrPairContext context) {
        Expression first = context.expression(0).accept(this);
        return context.COMMA() == null
                ? first
                : new Expression.Pair(first, context.expression(1).accept(this), tree.span(context));
    }
}
