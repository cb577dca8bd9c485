package dev.lamina.compiler.syntax;

import static dev.lamina.grammar.LaminaLexer.BELOW;
import static dev.lamina.grammar.LaminaLexer.DIVIDE;
import static dev.lamina.grammar.LaminaLexer.INPUT;
import static dev.lamina.grammar.LaminaLexer.LBRACE;
import static dev.lamina.grammar.LaminaLexer.LBRACKET;
import static dev.lamina.grammar.LaminaLexer.LOSS;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.MINUS;
import static dev.lamina.grammar.LaminaLexer.MODEL;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.NUMBER;
import static dev.lamina.grammar.LaminaLexer.PLUS;
import static dev.lamina.grammar.LaminaLexer.RBRACE;
import static dev.lamina.grammar.LaminaLexer.RBRACKET;
import static dev.lamina.grammar.LaminaLexer.RPAREN;
import static dev.lamina.grammar.LaminaLexer.TIMES;
import static dev.lamina.grammar.LaminaLexer.TRAIN;
import static dev.lamina.grammar.LaminaParser.BLOCK;
import static dev.lamina.grammar.LaminaParser.FOR;
import static dev.lamina.grammar.LaminaParser.FROM;
import static dev.lamina.grammar.LaminaParser.OUTPUT;
import static dev.lamina.grammar.LaminaParser.REPEAT;
import static dev.lamina.grammar.LaminaParser.RESIDUAL;
import static dev.lamina.grammar.LaminaParser.SHORTCUT;

import dev.lamina.compiler.source.Span;
import java.util.Set;

/** A token with its span, before parsing. A token that a repair inserted has an empty span. */
public record Lexeme(int type, String text, Span span) {
    private static final int MOST_QUOTED = 40;

    private static final Set<Integer> KEYWORDS =
            Set.of(MODEL, INPUT, BELOW, LOSS, TRAIN, BLOCK, FOR, FROM, OUTPUT, REPEAT, RESIDUAL, SHORTCUT);
    private static final Set<Integer> OPERATORS = Set.of(PLUS, MINUS, TIMES, DIVIDE);

    public boolean is(int wanted) {
        return type == wanted;
    }

    public boolean isKeyword() {
        return KEYWORDS.contains(type);
    }

    public boolean isOperator() {
        return OPERATORS.contains(type);
    }

    public boolean opens() {
        return is(LPAREN) || is(LBRACKET) || is(LBRACE);
    }

    public boolean closes() {
        return is(RPAREN) || is(RBRACKET) || is(RBRACE);
    }

    public boolean beginsValue() {
        return is(NUMBER) || is(NAME);
    }

    public boolean endsValue() {
        return is(NUMBER) || is(NAME) || is(RPAREN);
    }

    public boolean sharesLineWith(Lexeme before) {
        return before.span.endLine() == span.line();
    }

    /** The bracket that closes this one, inserted at {@code place}. */
    public Lexeme closer(Span place) {
        return switch (type) {
            case LPAREN -> new Lexeme(RPAREN, ")", place);
            case LBRACKET -> new Lexeme(RBRACKET, "]", place);
            case LBRACE -> new Lexeme(RBRACE, "}", place);
            default -> throw new IllegalStateException(text + " opens nothing");
        };
    }

    /** This token as a name. */
    public Lexeme asName() {
        return new Lexeme(NAME, text, span);
    }

    /** The text in backquotes, shortened if it is long, for messages. */
    public static String quoted(String text) {
        return "`" + (text.length() > MOST_QUOTED ? text.substring(0, MOST_QUOTED) + "..." : text) + "`";
    }
}
