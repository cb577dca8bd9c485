package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.grammar.LaminaLexer;
import java.util.List;

/**
 * Reports names that are too long, and expressions that are nested too deeply or have too many operators: their tree would overflow the
 * stack of recursive methods.
 */
final class Limits {
    static final int NESTING = 100;
    static final int OPERATORS = 200;

    /** The longest name. Names become names of methods, files and tensors, and file systems allow 255 bytes. */
    static final int NAME = 100;

    private Limits() {}

    static void check(List<Lexeme> lexemes, SyntaxLog log) {
        int depth = 0;
        int operators = 0;
        for (int i = 0; i < lexemes.size(); i++) {
            Lexeme lexeme = lexemes.get(i);
            if (lexeme.is(LaminaLexer.NAME) && lexeme.text().length() > NAME) {
                log.slip(Diagnostic.of(Code.E0125, lexeme.span(), "this name is too long")
                        .label(lexeme.text().length() + " characters; at most " + NAME + " are allowed"));
            }
            depth = lexeme.opens() ? depth + 1 : lexeme.closes() ? Math.max(0, depth - 1) : depth;
            operators = continuesExpression(lexemes, i) ? operators + (lexeme.isOperator() ? 1 : 0) : 0;
            if (depth > NESTING) {
                log.end(Diagnostic.of(Code.E0117, lexeme.span(), "this is nested too deeply")
                        .label("level " + depth + "; at most " + NESTING + " are allowed"));
                return;
            }
            if (operators > OPERATORS) {
                log.end(Diagnostic.of(Code.E0118, lexeme.span(), "this expression is too long")
                        .label("operator " + operators + "; at most " + OPERATORS + " are allowed"));
                return;
            }
        }
    }

    /** Whether the token can continue an expression. At other tokens the count of operators begins again. */
    private static boolean continuesExpression(List<Lexeme> lexemes, int i) {
        Lexeme lexeme = lexemes.get(i);
        boolean possible = lexeme.isOperator()
                || lexeme.beginsValue()
                || lexeme.is(LaminaLexer.LPAREN)
                || lexeme.is(LaminaLexer.RPAREN)
                || lexeme.is(LaminaLexer.COMMA);
        return possible && !(i > 0 && lexemes.get(i - 1).endsValue() && lexeme.beginsValue());
    }
}
