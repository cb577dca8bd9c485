package dev.lamina.compiler.syntax;

import static dev.lamina.grammar.LaminaLexer.BAD_NUMBER;
import static dev.lamina.grammar.LaminaLexer.COLON;
import static dev.lamina.grammar.LaminaLexer.COMMA;
import static dev.lamina.grammar.LaminaLexer.EOF;
import static dev.lamina.grammar.LaminaLexer.EQUALS;
import static dev.lamina.grammar.LaminaLexer.INPUT;
import static dev.lamina.grammar.LaminaLexer.LBRACE;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.RBRACE;
import static dev.lamina.grammar.LaminaLexer.RPAREN;

import dev.lamina.grammar.LaminaParser;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which words are keywords that are names in other places: {@code residual} before a brace is a keyword, and {@code residual: relu}
 * has a label. So models that use these words as names, as they could before the words had a meaning, stay valid. The other way round,
 * {@code input} is a name where a value stands.
 */
public final class ContextualKeywords {
    private final List<Lexeme> in;

    private ContextualKeywords(List<Lexeme> in) {
        this.in = in;
    }

    static List<Lexeme> decide(List<Lexeme> lexemes) {
        ContextualKeywords words = new ContextualKeywords(lexemes);
        List<Lexeme> out = new ArrayList<>(lexemes.size());
        int depth = 0;
        for (int at = 0; at < lexemes.size(); at++) {
            Lexeme lexeme = lexemes.get(at);
            depth = lexeme.is(LBRACE) ? depth + 1 : lexeme.is(RBRACE) ? Math.max(0, depth - 1) : depth;
            boolean value = at > 0 && out.get(at - 1).is(LaminaParser.FROM)
                    || lexeme.is(NAME) && at > 0 && takesName(out.get(at - 1));
            out.add(new Lexeme(value ? NAME : words.type(at, depth), lexeme.text(), lexeme.span()));
        }
        return out;
    }

    /** Whether an expression or the name of a model or a block stands behind this token, and no statement. */
    private static boolean takesName(Lexeme before) {
        return before.is(LaminaParser.REPEAT)
                || before.is(LaminaParser.MODEL)
                || before.is(LaminaParser.BLOCK)
                || before.isOperator();
    }

    private int type(int at, int depth) {
        Lexeme lexeme = in.get(at);
        if (lexeme.is(INPUT)) {
            return isArgument(at) ? NAME : INPUT;
        }
        if (!lexeme.is(NAME)) {
            return lexeme.type();
        }
        return switch (lexeme.text()) {
            case "block" -> depth == 0 && beginsBlock(at) ? LaminaParser.BLOCK : NAME;
            case "for" -> isForOfRate(at) ? LaminaParser.FOR : NAME;
            case "from" -> isName(at + 1) && !isArgument(at) && typeAt(at - 1) != COLON ? LaminaParser.FROM : NAME;
            case "output" -> typeAt(at + 1) == NAME && typeAt(at + 2) == COLON ? LaminaParser.OUTPUT : NAME;
            case "repeat" -> opensRepeated(at) ? LaminaParser.REPEAT : NAME;
            case "residual" -> typeAt(at + 1) == LBRACE ? LaminaParser.RESIDUAL : NAME;
            case "shortcut" -> typeAt(at + 1) == LBRACE ? LaminaParser.SHORTCUT : NAME;
            default -> NAME;
        };
    }

    private int typeAt(int at) {
        return at >= 0 && at < in.size() ? in.get(at).type() : EOF;
    }

    private boolean isName(int at) {
        return typeAt(at) == NAME && typeAt(at + 1) != COLON || typeAt(at) == INPUT;
    }

    private boolean beginsBlock(int at) {
        int next = typeAt(at + 2);
        return typeAt(at + 1) == NAME && (next == LBRACE || next == LPAREN);
    }

    /** Whether a word {@code for} belongs to a setting as {@code rate = 0.1 for encoder}, and begins no loop. */
    public static boolean isForOfRate(List<Lexeme> lexemes, int at) {
        return new ContextualKeywords(lexemes).isForOfRate(at);
    }

    private boolean isForOfRate(int at) {
        return isName(at + 1) && endsRate(at);
    }

    /** Whether {@code rate = …}, with one value or expression, ends before an index. */
    private boolean endsRate(int end) {
        int at = end - 1;
        while (at > 0 && (isOfExpression(in.get(at)) || typeAt(at) == BAD_NUMBER)) {
            if (at < end - 1 && isSecondValue(at + 1)) {
                return false; // also keeps this from reading the whole file for each `for` in it
            }
            at--;
        }
        return at > 0
                && at < end - 1
                && typeAt(at) == EQUALS
                && in.get(at - 1).text().equals("rate");
    }

    /** Whether a value ends before an index and another one, or its parenthesis, begins there. */
    private boolean isSecondValue(int at) {
        return in.get(at - 1).endsValue()
                && (in.get(at).beginsValue() || in.get(at).is(LPAREN));
    }

    private boolean isArgument(int at) {
        return (typeAt(at - 1) == LPAREN || typeAt(at - 1) == COMMA || typeAt(at - 1) == EQUALS)
                && (typeAt(at + 1) == RPAREN || typeAt(at + 1) == COMMA);
    }

    /** Whether what follows the word {@code repeat} at an index is one value or expression, and then a brace that opens a body. */
    private boolean opensRepeated(int repeat) {
        int depth = 0;
        int at = repeat + 1;
        for (; at < in.size() && isOfExpression(in.get(at)); at++) {
            boolean twoValues = at > repeat + 1 && depth == 0 && isSecondValue(at);
            depth += in.get(at).is(LPAREN) ? 1 : in.get(at).is(RPAREN) ? -1 : 0;
            if (twoValues || depth < 0) {
                return false; // also keeps this from reading the whole file for each `repeat` in it
            }
        }
        return at > repeat + 1 && typeAt(at) == LBRACE;
    }

    private static boolean isOfExpression(Lexeme lexeme) {
        return lexeme.isOperator() || lexeme.beginsValue() || lexeme.is(LPAREN) || lexeme.is(RPAREN);
    }
}
