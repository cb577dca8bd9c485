package dev.lamina.compiler.syntax;

import dev.lamina.grammar.LaminaBaseVisitor;
import dev.lamina.grammar.LaminaParser;
import java.util.List;

/** Converts ANTLR's parse tree of an expression into records. */
final class ExpressionReader extends LaminaBaseVisitor<ExpressionSyntax> {
    private final TreeBuilder tree;

    ExpressionReader(TreeBuilder tree) {
        this.tree = tree;
    }

    @Override
    public ExpressionSyntax visitNumber(LaminaParser.NumberContext context) {
        String text = context.getText();
        boolean whole = text.chars().allMatch(Character::isDigit);
        return new ExpressionSyntax.Number(Double.parseDouble(text), whole, tree.span(context));
    }

    @Override
    public ExpressionSyntax visitReference(LaminaParser.ReferenceContext context) {
        return new ExpressionSyntax.Reference(tree.name(context.NAME().getSymbol()));
    }

    @Override
    public ExpressionSyntax visitNegation(LaminaParser.NegationContext context) {
        return new ExpressionSyntax.Negation(context.expression().accept(this), tree.span(context));
    }

    @Override
    public ExpressionSyntax visitArithmetic(LaminaParser.ArithmeticContext context) {
        return new ExpressionSyntax.Arithmetic(
                context.op.getText().charAt(0),
                context.expression(0).accept(this),
                context.expression(1).accept(this),
                tree.span(context));
    }

    @Override
    public ExpressionSyntax visitGroupOrTuple(LaminaParser.GroupOrTupleContext context) {
        List<ExpressionSyntax> values =
                context.expression().stream().map(value -> value.accept(this)).toList();
        return values.size() == 1 ? values.get(0) : new ExpressionSyntax.Tuple(values, tree.span(context));
    }
}
