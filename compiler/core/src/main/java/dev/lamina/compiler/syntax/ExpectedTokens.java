package dev.lamina.compiler.syntax;

import dev.lamina.grammar.LaminaLexer;
import dev.lamina.grammar.LaminaParser;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/** Describes the tokens that the parser would accept, for messages. */
public final class ExpectedTokens {
    private ExpectedTokens() {}

    public static String describe(IntervalSet tokens) {
        List<String> words = new ArrayList<>();
        if (tokens.contains(LaminaParser.FROM)) {
            words.add(tokens.contains(LaminaLexer.LOSS) ? "a statement" : "a layer");
        } else if (tokens.contains(LaminaLexer.NUMBER)) {
            words.add("a value");
        } else if (tokens.contains(LaminaLexer.NAME)) {
            words.add("a name");
        }
        int[] signs = {
            LaminaLexer.COLON, LaminaLexer.EQUALS, LaminaLexer.COMMA, LaminaLexer.LPAREN, LaminaLexer.RPAREN,
            LaminaLexer.LBRACKET, LaminaLexer.RBRACKET, LaminaLexer.LBRACE, LaminaLexer.RBRACE, LaminaLexer.BELOW
        };
        boolean value = tokens.contains(LaminaLexer.NUMBER);
        for (int sign : signs) {
            boolean beginsValue = value && sign == LaminaLexer.LPAREN;
            if (tokens.contains(sign) && !beginsValue) {
                words.add(LaminaLexer.VOCABULARY.getDisplayName(sign).replace('\'', '`'));
            }
        }
        if (tokens.contains(LaminaLexer.MODEL) || tokens.contains(Token.EOF)) {
            words.add("a model");
        }
        return join(words);
    }

    private static String join(List<String> words) {
        int last = words.size() - 1;
        return last < 1 ? String.join("", words) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }
}
